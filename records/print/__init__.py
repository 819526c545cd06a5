"""Printed pages: papers and members' statements as PDF, by templates that lie beside this file."""
