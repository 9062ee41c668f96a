"""The province report: a static site that opens from a file share, without a server or a network.

``publish.write_reports()`` is the door; ``facts`` and ``read`` know the warehouse, ``pages`` what stands on which page,
``layout`` how a page looks, ``charts`` the pictures, ``links`` where things lie.
"""
