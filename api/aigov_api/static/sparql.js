// The query form with a script: runs the query here, shows the result as a table and an error at its place.
"use strict";

const ROWS = 1000, CHARACTERS = 200000, LINK = 50000;
const at = (id) => document.getElementById(id);
const form = at("form"), editor = at("query"), result = at("result");
const prefixes = Object.entries(JSON.parse(form.dataset.prefixes)).sort((a, b) => b[1].length - a[1].length);
let running = null;

function make(name, text, attributes = {}) {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function shorten(iri) {
  const found = prefixes.find(([, space]) => iri.startsWith(space) && iri.length > space.length);
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : iri;
}

function show(cell, term) {
  if (term.type === "uri") {
    const things = form.dataset.things, text = shorten(term.value);
    const target = things && term.value.startsWith(things) ? `/id/${term.value.slice(things.length)}` : term.value;
    // Only what leads to a page is a link: an IRI may also begin with javascript:
    cell.append(/^(https?:\/\/|\/id\/)/.test(target) ? make("a", text, { href: target, title: term.value }) : text);
  } else if (term.type === "triple") {
    cell.append("<<( ");
    for (const part of ["subject", "predicate", "object"]) { show(cell, term.value[part]); cell.append(" "); }
    cell.append(")>>");
  } else {
    cell.append(term.type === "bnode" ? `_:${term.value}` : term.value);
    if (term["xml:lang"]) cell.append(make("span", ` @${term["xml:lang"]}`, { class: "said" }));
    if (term.datatype) cell.title = shorten(term.datatype);
  }
}

function table(found) {
  const names = found.head.vars, rows = found.results.bindings;
  const box = make("div", undefined, { class: "rows" }), body = make("table");
  const head = body.createTHead().insertRow();
  for (const name of names) head.append(make("th", name, { scope: "col" }));
  const part = body.createTBody();
  for (const row of rows.slice(0, ROWS)) {
    const line = part.insertRow();
    for (const name of names) { const cell = line.insertCell(); if (row[name]) show(cell, row[name]); }
  }
  box.append(body);
  return rows.length ? box : make("p", "No rows. What the sources do not say is not stored; it is not thereby untrue.");
}

function downloads(query, formats) {
  const line = make("p", "Download: ", { class: "said" });
  for (const name of formats) {
    line.append(make("a", name, { href: `/sparql?format=${name}&query=${encodeURIComponent(query)}` }), " ");
  }
  return query.length < LINK ? line : "";
}

function select(problem) {
  const lines = editor.value.split("\n");
  const before = lines.slice(0, problem.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  // The service counts characters, a script counts units of UTF-16.
  const start = before + [...lines[problem.line - 1]].slice(0, problem.column - 1).join("").length;
  editor.focus();
  editor.setSelectionRange(start, start + (problem.near || "").length);
}

async function fault(answer) {
  const box = make("div", undefined, { class: "fault" });
  const problem = await answer.json().catch(() => null);
  if (!problem) {
    box.append(make("p", `The service answered ${answer.status}.`));
    return box;
  }
  box.append(make("p", problem.detail), make("p", problem.title, { class: "said" }));
  for (const hint of (problem.hints || []).slice(1)) box.append(make("p", `Also: ${hint}`));
  if (problem.line) select(problem);
  return box;
}

async function run() {
  if (running) running.abort();
  const mine = running = new AbortController(), query = editor.value, start = performance.now();
  at("stop").hidden = false;
  result.replaceChildren(make("p", "Running …", { class: "said" }));
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
      body: new URLSearchParams({ query }),
      signal: mine.signal,
    });
    const parts = [];
    const notes = answer.headers.get("Aigov-Notes");
    if (notes) parts.push(make("p", `Note: ${notes}`));
    if (!answer.ok) {
      parts.push(await fault(answer));
    } else if (answer.headers.get("Content-Type").startsWith("text/turtle")) {
      const text = await answer.text(), cut = text.length > CHARACTERS;
      parts.push(make("p", cut ? "A graph; its beginning:" : "A graph:"), make("pre", text.slice(0, CHARACTERS)));
      parts.push(downloads(query, ["turtle", "ntriples", "jsonld", "rdfxml"]));
    } else {
      const found = await answer.json(), seconds = ((performance.now() - start) / 1000).toFixed(2);
      if ("boolean" in found) {
        parts.push(make("p", found.boolean ? "Yes" : "No"));
      } else {
        const count = found.results.bindings.length, cut = count > ROWS ? `; the first ${ROWS} are shown` : "";
        parts.push(make("p", `${count} row${count === 1 ? "" : "s"} in ${seconds} s${cut}`, { class: "said" }), table(found));
      }
      parts.push(downloads(query, ["json", "csv", "tsv", "xml"]));
    }
    result.replaceChildren(...parts);
    if (query.length < LINK) history.replaceState(null, "", `#query=${encodeURIComponent(query)}`);
  } catch (error) {
    if (mine === running) {
      result.replaceChildren(make("p", error.name === "AbortError" ? "Stopped." : `The service did not answer: ${error.message}`));
    }
  }
  if (mine === running) at("stop").hidden = true;
}

function read() {
  const asked = new URLSearchParams(location.hash.slice(1)).get("query");
  if (asked) editor.value = asked;
  return Boolean(asked);
}

at("example").append(make("option", "choose one", { value: "" }));
const examples = [...document.querySelectorAll("#examples details")];
for (const [number, example] of examples.entries()) {
  at("example").append(make("option", example.querySelector("summary").textContent, { value: number }));
}
at("example").addEventListener("change", (event) => {
  if (event.target.value === "") return;
  editor.value = examples[event.target.value].querySelector("pre").textContent;
  run();
});
at("choice").hidden = at("hint").hidden = false;
at("examples").hidden = at("format").hidden = true;
form.addEventListener("submit", (event) => { event.preventDefault(); run(); });
editor.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); run(); }
});
at("stop").addEventListener("click", () => running && running.abort());
addEventListener("hashchange", () => read() && run());
if (read()) run();
