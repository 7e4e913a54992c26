// What the modules of the widgets begin with; `script` in __init__.py puts it there.

const PATIENCE = 4000; // milliseconds until a widget says that Python does not reply

const make = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
};

// Several widgets live in one page, and each imports a copy of this module: random, not counted.
const freshId = () => `otr-${Math.random().toString(36).slice(2, 10)}`;

const keepKeys = (root, ...more) => {
  // JupyterLab is in command mode while a button has the focus: a letter would cut a cell.
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const named = ["Enter", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown", ...more];
    if (event.key.length === 1 || named.includes(event.key) || event.key.startsWith("Arrow")) {
      event.stopPropagation();
    }
  });
};

