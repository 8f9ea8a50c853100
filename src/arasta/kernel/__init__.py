"""The foundation every room stands on: values, transactions, the outbox, HTTP and web shells. It knows no business."""
