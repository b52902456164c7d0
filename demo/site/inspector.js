// What happened behind the page? Both sides of the proxy, next to each other.

import { showJson } from './json-view.js';

const element = (id) => document.getElementById(id);

const setHidden = (hidden, ids) => {
  for (const id of ids) element(id).hidden = hidden;
};

const counted = (attributes) => {
  const count = Object.keys(attributes).length;
  return count === 1 ? '1 attribute' : `${count} attributes`;
};

/** Takes the contact as JSON text. */
export const showHoldings = (text) => {
  const { attributes } = JSON.parse(text);
  showJson(element('holds'), text);
  element('holds-count').textContent = counted(attributes);
  element('holds-note').textContent = 'A real page would never see this. It is here because this is a demo.';
  element('plan').value = attributes.plan ?? '';
  element('inspector').dataset.session = 'some';
  setHidden(false, ['holds-view', 'edit']);
};

/** How the last request went. */
export const showAnswer = ({ status, cacheStatus, milliseconds }) => {
  element('got-note').textContent = 'GET /v1/me/attributes';
  element('status').textContent = status;
  element('cache-status').textContent = cacheStatus;
  element('time').textContent = `${milliseconds.toFixed(0)} ms`;
  setHidden(false, ['facts', 'again']);
};

/** What the page holds now: the library's snapshot. */
export const showKnown = ({ status, known, attributes, asOf, stale }) => {
  if (status === 'pending' || status === 'unauthenticated') return;
  showJson(element('got'), JSON.stringify({ known, attributes, asOf, stale }, null, 2));
  element('got-count').textContent = counted(attributes);
  setHidden(false, ['got-view']);
};

/** Takes away all that is about the last visitor. */
export const showNobody = () => {
  for (const id of ['holds', 'got', 'holds-count', 'got-count']) element(id).textContent = '';
  element('holds-note').textContent = 'Sign in as somebody above to see it.';
  element('got-note').textContent = 'Nothing: without a session the page makes no request.';
  element('inspector').dataset.session = 'none';
  setHidden(true, ['holds-view', 'edit', 'got-view', 'facts', 'again']);
};

export const showProgress = (text) => {
  element('progress').textContent = text;
};
