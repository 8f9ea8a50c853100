"""The Trendyol twin: a stateful fake of the marketplace's seller API, with a shop of its own.

It answers under `/trendyol/integration`, is steered under `/trendyol/control`, and
lets one play the marketplace's customer at `/trendyol/`.

Stock: the twin shows for every barcode the quantity that was pushed last, less what
was bought since. Nobody buys more than is shown, so an oversell is always a push
that came too late. A canceled package does not raise the quantity: only a push does.

Time: every instant is milliseconds since 1970 in UTC. The documentation says "GMT+3"
and its examples show which field that means: `orderDate` runs three hours ahead of the
package's own history, so it is Istanbul's wall clock written as if it were UTC. All
other fields (`lastModifiedDate`, `createdDate` of a history, `agreedDeliveryDate`, the
dates of a batch) are true instants. The window of the stream is compared with
`lastModifiedDate` exactly as shown. The setting `shift_modified` plays the other
reading: then `lastModifiedDate` and the windows run three hours ahead as well.
"""
