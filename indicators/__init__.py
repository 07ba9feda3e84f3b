# SPDX-License-Identifier: Apache-2.0
"""Indicators (指标): each formula in one function, each number with the list behind it."""
