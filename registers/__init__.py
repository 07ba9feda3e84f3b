# SPDX-License-Identifier: Apache-2.0
"""Registers a grid lives by (人房企): people, dwellings, places, organisations, typed once."""
