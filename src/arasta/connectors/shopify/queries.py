"""What we read of a shop: our own documents. `first` is as small as a call's highest price of 1,000 points asks for."""

from __future__ import annotations

MONEY = "fragment M on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"

ADDRESS = """
fragment A on MailingAddress { name firstName lastName company address1 address2 city province zip countryCodeV2 phone }
"""

LINE = """
fragment L on LineItem {
  id sku title variantTitle quantity currentQuantity
  variant { id }
  originalUnitPriceSet { ...M }
  discountAllocations { allocatedAmountSet { ...M } }
  taxLines(first: 3) { rate priceSet { ...M } }
}
"""

PACKAGE_LINE = "fragment P on FulfillmentOrderLineItem { id totalQuantity remainingQuantity lineItem { id } }"

PACKAGE = """
fragment F on FulfillmentOrder {
  id status updatedAt fulfillBy
  fulfillments(first: 2) { nodes { id displayStatus trackingInfo(first: 1) { number company url } } }
}
"""

ORDER = """
fragment O on Order {
  id name createdAt processedAt updatedAt cancelledAt currencyCode taxesIncluded edited email phone
  displayFinancialStatus
  customer { id firstName lastName }
  shippingAddress { ...A }
  billingAddress { ...A }
  totalPriceSet { ...M }
  totalTipReceivedSet { ...M }
  originalTotalDutiesSet { ...M }
  originalTotalAdditionalFeesSet { ...M }
  shippingLines(first: 2) { nodes { discountedPriceSet { ...M } taxLines { rate priceSet { ...M } } } }
}
"""

_PARTS = MONEY + ADDRESS + LINE + PACKAGE_LINE + PACKAGE + ORDER
_PAGE_INFO = "pageInfo { hasNextPage endCursor }"

ORDERS = f"""
query Orders($query: String!, $after: String, $page: Int!) {{
  orders(first: $page, after: $after, query: $query, sortKey: UPDATED_AT) {{
    nodes {{
      ...O
      lineItems(first: 4) {{ nodes {{ ...L }} {_PAGE_INFO} }}
      fulfillmentOrders(first: 2) {{ nodes {{ ...F lineItems(first: 4) {{ nodes {{ ...P }} {_PAGE_INFO} }} }} {_PAGE_INFO} }}
    }}
    {_PAGE_INFO}
  }}
}}
{_PARTS}"""

ONE_ORDER = f"""
query OneOrder($id: ID!) {{
  order(id: $id) {{
    ...O
    lineItems(first: 25) {{ nodes {{ ...L }} {_PAGE_INFO} }}
    fulfillmentOrders(first: 6) {{
      nodes {{ ...F lineItems(first: 25) {{ nodes {{ ...P }} {_PAGE_INFO} }} }}
      {_PAGE_INFO}
    }}
  }}
}}
{_PARTS}"""

MORE_LINES = f"""
query MoreLines($id: ID!, $after: String) {{
  order(id: $id) {{ lineItems(first: 40, after: $after) {{ nodes {{ ...L }} {_PAGE_INFO} }} }}
}}
{MONEY}{LINE}"""

MORE_PACKAGES = f"""
query MorePackages($id: ID!, $after: String) {{
  order(id: $id) {{
    fulfillmentOrders(first: 10, after: $after) {{
      nodes {{ ...F lineItems(first: 25) {{ nodes {{ ...P }} {_PAGE_INFO} }} }}
      {_PAGE_INFO}
    }}
  }}
}}
{PACKAGE_LINE}{PACKAGE}"""

MORE_PACKAGE_LINES = f"""
query MorePackageLines($id: ID!, $after: String) {{
  node(id: $id) {{
    ... on FulfillmentOrder {{ lineItems(first: 100, after: $after) {{ nodes {{ ...P }} {_PAGE_INFO} }} }}
  }}
}}
{PACKAGE_LINE}"""

ONE_PACKAGE = f"""
query OnePackage($id: ID!) {{
  node(id: $id) {{
    ... on FulfillmentOrder {{
      ...F
      order {{ id cancelledAt }}
      assignedLocation {{ location {{ id }} }}
      lineItems(first: 100) {{ nodes {{ ...P }} {_PAGE_INFO} }}
    }}
  }}
}}
{PACKAGE_LINE}{PACKAGE}"""

_SHOWN = """
  id sku barcode price compareAtPrice title
  selectedOptions { name value }
  product {
    id handle title descriptionHtml productType status updatedAt onlineStoreUrl
    featuredMedia { preview { image { url } } }
  }
"""
_LEVEL = 'location { id } quantities(names: ["available"]) { name quantity }'

_VARIANT = f"""
fragment V on ProductVariant {{
  {_SHOWN}
  inventoryItem {{ id inventoryLevels(first: 6) {{ nodes {{ {_LEVEL} }} }} }}
}}
"""

EVERY_VARIANT = f"""{{
  productVariants {{ edges {{ node {{
    {_SHOWN}
    inventoryItem {{ id inventoryLevels {{ edges {{ node {{ id {_LEVEL} }} }} }} }}
  }} }} }}
}}"""
"""What an export is of: the shop runs it by itself, so it is cut nowhere and costs no points."""

HOW_MANY = "query HowMany($limit: Int!) { productVariantsCount(limit: $limit) { count } }"

EXPORT = """
query Export($id: ID!) {
  bulkOperation(id: $id) { status errorCode fileSize signedAddress: url }
}
"""

VARIANTS = f"""
query Variants($query: String, $after: String, $page: Int!) {{
  productVariants(first: $page, after: $after, query: $query, sortKey: ID) {{ nodes {{ ...V }} {_PAGE_INFO} }}
}}
{_VARIANT}"""

VARIANTS_BY_ID = f"""
query VariantsById($ids: [ID!]!) {{
  nodes(ids: $ids) {{ ...V }}
}}
{_VARIANT}"""

PICTURES = """
query Pictures($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Product { id media(first: 20) { nodes { preview { image { url } } } } } }
}
"""

REFS = """
query Refs($query: String!, $page: Int!) {
  productVariants(first: $page, query: $query) { nodes { id sku product { id } inventoryItem { id } } }
}
"""

LEVELS = """
query Levels($ids: [ID!]!, $location: ID!) {
  nodes(ids: $ids) {
    ... on InventoryItem { id inventoryLevel(locationId: $location) { quantities(names: ["available"]) { name quantity } } }
  }
}
"""

PRODUCT = """
query Product($identifier: ProductIdentifierInput!) {
  productByIdentifier(identifier: $identifier) {
    id
    variants(first: 100) {
      nodes { id sku price compareAtPrice barcode selectedOptions { name value } }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

OPERATION = """
query Operation($id: ID!) {
  productOperation(id: $id) {
    status
    product { id variants(first: 100) { nodes { id sku inventoryItem { id } } } }
    ... on ProductSetOperation { userErrors { field message code } }
  }
}
"""

JOB = "query Job($id: ID!) { job(id: $id) { id done } }"

CHANGED_MONEY = """
query ChangedMoney($query: String!, $after: String, $page: Int!) {
  orders(first: $page, after: $after, query: $query, sortKey: UPDATED_AT) {
    nodes { id updatedAt refunds(first: 1) { id } returns(first: 1) { nodes { id } } }
    pageInfo { hasNextPage endCursor }
  }
}
"""

_IS_CUT = "pageInfo { hasNextPage }"

RETURNS = f"""
query Returns($id: ID!) {{
  order(id: $id) {{
    id updatedAt
    refunds(first: 10) {{
      id createdAt updatedAt note
      totalRefundedSet {{ ...M }}
      return {{ id }}
      refundLineItems(first: 20) {{ nodes {{ id quantity restockType restocked lineItem {{ id sku }} }} {_IS_CUT} }}
    }}
    returns(first: 5) {{
      nodes {{
        id status createdAt closedAt
        returnLineItems(first: 15) {{
          nodes {{
            id quantity refundedQuantity
            ... on ReturnLineItem {{ returnReasonNote fulfillmentLineItem {{ lineItem {{ id sku }} }} }}
          }}
          {_IS_CUT}
        }}
      }}
      {_IS_CUT}
    }}
  }}
}}
{MONEY}"""

MOST_REFUNDS = 10

BALANCE = """
query Balance($query: String, $after: String, $page: Int!) {
  shopifyPaymentsAccount {
    balanceTransactions(first: $page, after: $after, query: $query, sortKey: PROCESSED_AT) {
      nodes {
        id type transactionDate
        amount { amount currencyCode }
        fee { amount currencyCode }
        associatedOrder { id }
        associatedPayout { id status }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""

MONEY_OF_ORDER = f"""
query MoneyOfOrder($id: ID!, $lines: [RefundLineItemInput!]) {{
  order(id: $id) {{
    id currencyCode
    suggestedRefund(refundLineItems: $lines) {{
      amountSet {{ ...M }}
      suggestedTransactions {{ gateway amountSet {{ ...M }} parentTransaction {{ id }} }}
    }}
    transactions(first: 10) {{ id kind status gateway amountSet {{ ...M }} }}
    totalReceivedSet {{ ...M }}
    totalRefundedSet {{ ...M }}
    refunds(first: 20) {{ id note totalRefundedSet {{ ...M }} }}
  }}
}}
{MONEY}"""

INTRODUCTION = """
query Introduction {
  shop { name myshopifyDomain currencyCode shopAddress { countryCodeV2 } }
  location { id }
  locations(first: 50) { nodes { id name isActive fulfillsOnlineOrders isFulfillmentService } }
  publications(first: 10) { nodes { id } }
}
"""

PRIMARY_LOCATION = "query PrimaryLocation { location { id } }"

PUBLICATIONS = "query Publications { publications(first: 1) { nodes { id } } }"

SUBSCRIPTIONS = """
query Subscriptions($uri: String) {
  webhookSubscriptions(first: 100, uri: $uri) { nodes { id topic uri } }
}
"""
