"""The register 名录: one YAML file an office, every error in it located; and whose report a report is."""

from registry.candidates import Candidates
from registry.channels import expand_channels
from registry.loader import load
from registry.matching import Assignment, assign
from registry.problems import Problem, RegistryProblems
from registry.rules_loader import packaged_rules

__all__ = [
    "Assignment",
    "Candidates",
    "Problem",
    "RegistryProblems",
    "assign",
    "expand_channels",
    "load",
    "packaged_rules",
]
