"""What we ask a shop to change: our own documents."""

from __future__ import annotations

SET_QUANTITIES = """
mutation SetQuantities($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    userErrors { field message code }
  }
}
"""

ACTIVATE = """
mutation Activate($item: ID!, $location: ID!, $available: Int!, $key: String!) {
  inventoryActivate(inventoryItemId: $item, locationId: $location, available: $available) @idempotent(key: $key) {
    inventoryLevel { id quantities(names: ["available"]) { name quantity } }
    userErrors { field message }
  }
}
"""

SET_PRICES = """
mutation SetPrices($product: ID!, $variants: [ProductVariantsBulkInput!]!) {
  productVariantsBulkUpdate(productId: $product, variants: $variants, allowPartialUpdates: true) {
    userErrors { field message code }
  }
}
"""

SET_PRODUCT = """
mutation SetProduct($identifier: ProductSetIdentifiers, $input: ProductSetInput!, $wait: Boolean!) {
  productSet(identifier: $identifier, input: $input, synchronous: $wait) {
    product { id variants(first: 100) { nodes { id sku inventoryItem { id } } } }
    productSetOperation { id status }
    userErrors { field message code }
  }
}
"""

PUBLISH = """
mutation Publish($id: ID!, $input: [PublicationInput!]!) {
  publishablePublish(id: $id, input: $input) { userErrors { field message } }
}
"""

UNPUBLISH = """
mutation Unpublish($id: ID!, $input: [PublicationInput!]!) {
  publishableUnpublish(id: $id, input: $input) { userErrors { field message } }
}
"""

ACCEPT = """
mutation Accept($id: ID!) {
  fulfillmentOrderReportProgress(id: $id) { fulfillmentOrder { id status } userErrors { field message } }
}
"""

FULFILL = """
mutation Fulfill($fulfillment: FulfillmentInput!) {
  fulfillmentCreate(fulfillment: $fulfillment) { fulfillment { id } userErrors { field message } }
}
"""

TRACK = """
mutation Track($id: ID!, $tracking: FulfillmentTrackingInput!) {
  fulfillmentTrackingInfoUpdate(fulfillmentId: $id, trackingInfoInput: $tracking, notifyCustomer: true) {
    fulfillment { id }
    userErrors { field message }
  }
}
"""

CANCEL = """
mutation Cancel($order: ID!, $reason: OrderCancelReason!, $note: String) {
  orderCancel(
    orderId: $order, reason: $reason, restock: false, notifyCustomer: true, staffNote: $note
    refundMethod: { originalPaymentMethodsRefund: true }
  ) {
    job { id done }
    orderCancelUserErrors { field message code }
  }
}
"""

REFUND = """
mutation Refund($input: RefundInput!, $key: String!) {
  refundCreate(input: $input) @idempotent(key: $key) {
    refund { id }
    userErrors { field message }
  }
}
"""

SUBSCRIBE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""

APPROVE_RETURN = """
mutation ApproveReturn($id: ID!) {
  returnApproveRequest(input: {id: $id, notifyCustomer: true}) {
    userErrors { field message code }
  }
}
"""

DECLINE_RETURN = """
mutation DeclineReturn($id: ID!, $reason: ReturnDeclineReason!, $note: String!) {
  returnDeclineRequest(input: {id: $id, declineReason: $reason, declineNote: $note, notifyCustomer: true}) {
    userErrors { field message code }
  }
}
"""

BEGIN_EXPORT = """
mutation BeginExport($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: true) { bulkOperation { id } userErrors { field message code } }
}
"""
