"""Crossway: a content service for career transition guides.

A guide travels one path:
form or API ► content document ► revision ► transition ► publication ► page, feed item, resource.

content     what a guide says: the sections, their limits, findings, comparison. Knows no database and no web.
workflow    who may do what, when: one table of transitions and the guards that refuse. Standard library only.
rendering   how readers see it: a frozen PublishedGuide to every public format. No request in sight.
store       how it is kept: each table beside its queries.
services    what people do: one act, one transaction.
worker      what happens later: webhooks, and pages that show a guide which has changed.
web         HTTP: the editor, the public site and API, the editorial API, the admin pages; published bytes in memory.
cli         the command line.               app.py  puts the parts together.
"""
