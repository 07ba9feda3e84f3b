# SPDX-License-Identifier: Apache-2.0
"""The grid worker's phone (网格员手机): one installable page that works without a network."""
