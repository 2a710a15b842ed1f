"""What people do: one act, one transaction.

Imports rendering, store, workflow and content; knows no request. Called by web and the command line. An act opens
`transaction()`, loads and locks, asks the domain, stores, and appends one line to the guide's log.
"""
