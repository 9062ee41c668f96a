"""Phiếu rà soát: one page per unit to send back, in the form of Decree 30/2020.

``points`` chooses what is worth sending, ``document`` makes the DOCX, ``publish`` writes them with the reports and
``pdf`` turns many into PDF with one start of LibreOffice.
"""
