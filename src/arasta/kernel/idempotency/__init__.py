"""The same key asked again gets the same answer: one effect, whatever the network did.

(account, key) is unique. The answer is stored with the hash of the request: another body under the same key is refused,
and a request still running is refused with "in progress".
"""
