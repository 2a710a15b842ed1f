"""The same rooms as `cms`, seen from outside: content, workflow, rendering as values; store and services with both
databases; web by HTTP; journeys and browser from end to end. conftest.py names what a test can ask for.
"""
