"""Tests of the pywikibot scripts, run as pywikibot's users run them."""
