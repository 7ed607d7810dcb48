"""Compares the example alerts and the dashboard with the metrics that the workers write.

Usage: monitoring_check.py METRICS FOLDER: METRICS is what /metrics and /metrics/invent answered, FOLDER is
monitoring/. Prints one line for each mistake.
"""
import collections
import json
import re
import sys

import yaml

FROM_PROMETHEUS = {"up"}
LABELS_FROM_PROMETHEUS = {"job", "instance"}
RARE = {"status": {"other"}}  # a status that the workers do not send on purpose
mistakes = []


def wrong(where, what):
    mistakes.append(f"{where}: {what}")


def read_metrics(path):
    """Returns the labels of each metric, with the values that they had."""
    metrics = collections.defaultdict(lambda: collections.defaultdict(set))
    for line in open(path, encoding="utf-8"):
        sample = re.match(r"(stagename_\w+)(?:\{(.*)\})? [0-9.e+-]+$", line)
        if sample:
            labels = metrics[sample[1]]
            for name, value in re.findall(r'(\w+)="([^"]*)"', sample[2] or ""):
                labels[name].add(value)
    return metrics


def check_expression(where, expression, metrics, jobs):
    """Every metric exists, has the labels that are asked for, and these can have the values."""
    if not expression.strip():
        wrong(where, "no expression")
    for opening, closing in ("()", "{}", "[]"):
        if expression.count(opening) != expression.count(closing):
            wrong(where, f"unbalanced {opening}{closing}")
    names = set(re.findall(r"\bstagename_\w+", expression)) - {"stagename_invent"}
    asked = names | FROM_PROMETHEUS & set(re.findall(r"\b\w+\b", expression))
    if not asked:
        wrong(where, "no metric")
    known = set(LABELS_FROM_PROMETHEUS)
    for name in names:
        if name not in metrics:
            wrong(where, f"/metrics has no {name}")
        known |= set(metrics[name]) if name in metrics else set()
    for labels in re.findall(r"\b(?:by|on|without|ignoring) *\(([^)]*)\)", expression):
        for label in labels.replace(" ", "").split(","):
            if label not in known:
                wrong(where, f"no label {label}")
    for name, matchers in re.findall(r"\b(\w+)\{([^}]*)\}", expression):
        check_matchers(where, metrics.get(name, {}), matchers, jobs)


def check_matchers(where, labels, matchers, jobs):
    for label, operator, value in re.findall(r'(\w+)(=~|!~|!=|=)"([^"]*)"', matchers):
        values = jobs if label == "job" else labels.get(label, set()) | RARE.get(label, set())
        parts = value.split("|") if "~" in operator else [value]
        for part in parts:
            if not any(re.fullmatch(part, v) if "~" in operator else v == part for v in values):
                wrong(where, f'{label} is never "{part}"')


def check_alerts(path, metrics, jobs):
    seen = set()
    for group in yaml.safe_load(open(path, encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            where = rule["alert"]
            if where in seen:
                wrong(where, "is there twice")
            seen.add(where)
            check_expression(where, rule["expr"], metrics, jobs)
            if rule["labels"]["severity"] not in ("critical", "warning", "info"):
                wrong(where, "no severity")
            if not re.fullmatch(r"\d+[smhd]", rule.get("for", "1m")):
                wrong(where, "no duration")
            for text in ("summary", "description"):
                if not rule["annotations"].get(text):
                    wrong(where, f"no {text}")
    if len(seen) < 5:
        wrong(path, "too few alerts")


def check_dashboard(path, metrics, jobs):
    dashboard = json.load(open(path, encoding="utf-8"))
    panels = dashboard["panels"]
    if len({panel["id"] for panel in panels}) != len(panels) or len(panels) < 5:
        wrong(path, "too few panels, or two with one number")
    for panel in panels:
        if panel["datasource"]["uid"] != "${" + dashboard["templating"]["list"][0]["name"] + "}":
            wrong(panel["title"], "not the data source that the reader chooses")
        for target in panel["targets"]:
            check_expression(panel["title"], target["expr"], metrics, jobs)
    shown = " ".join(target["expr"] for panel in panels for target in panel["targets"])
    for name in metrics:
        if not re.search(rf"\b{name}\b", shown):
            wrong(path, f"no panel has {name}")


def main(metrics_path, folder):
    metrics = read_metrics(metrics_path)
    scrape = yaml.safe_load(open(f"{folder}/prometheus.yml", encoding="utf-8"))
    jobs = {job["job_name"] for job in scrape["scrape_configs"]}
    check_alerts(f"{folder}/alerts.yml", metrics, jobs)
    check_dashboard(f"{folder}/dashboard.json", metrics, jobs)
    print("\n".join(mistakes))


main(*sys.argv[1:])
