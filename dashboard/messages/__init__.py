"""Alarms to the chat groups of the farm: 钉钉 and 企业微信.

It refuses to know the modem, which hangs on a wire of the controller.
"""
