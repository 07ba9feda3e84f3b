# SPDX-License-Identifier: Apache-2.0
"""The project package and the county centre: settings, launcher, health, live, wall.

May import every app; no app may import it.
"""
