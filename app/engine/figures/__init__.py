"""Traces as Plotly figures in plain values, drawn like the pages."""
