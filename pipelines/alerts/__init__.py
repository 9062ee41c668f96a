"""What a run came to, told to people who do not sit before it: a webhook, an e-mail, or nobody.

``message.py`` puts a run into words, ``config.py`` reads who is to hear of it from the environment, ``send.py`` tells
them. Telling never changes what a run came to: whatever goes wrong is logged and returned.
"""
