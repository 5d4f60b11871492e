"""JSON and YAML as nodes that remember where they are written, whoever reads them: a carrier, or a script on paper."""
