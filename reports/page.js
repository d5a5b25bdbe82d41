// Filters, sorts and searches what stands in the page already; without it, everything is there to read.
'use strict';
(() => {
  const $ = (selector) => document.querySelector(selector);
  const tools = $('.tools');
  if (!tools) return;
  const list = $('#policies');
  const policies = [...document.querySelectorAll('.p')].map((element, place) => ({
    element, place, severity: element.dataset.s, count: +element.dataset.n, id: element.dataset.id,
    findings: [...element.querySelectorAll('.f')],
  }));
  const integrations = [...document.querySelectorAll('.i')];
  const total = policies.reduce((sum, policy) => sum + policy.findings.length, 0);
  const texts = new Map();

  // What is searched of an element, put together when it is first asked for.
  const text = (element) => {
    let known = texts.get(element);
    if (known === undefined) texts.set(element, known = element.textContent.toLowerCase());
    return known;
  };

  const apply = () => {
    const words = $('#search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const provider = $('#provider').value;
    const status = $('#status').value;
    const shown = new Set([...tools.querySelectorAll('[aria-pressed="true"]')].map((toggle) => toggle.value));
    let found = 0;
    for (const policy of policies) {
      const about = words.length ? text(policy.element.querySelector('summary')) : '';
      const isShown = shown.has(policy.severity);
      let own = 0;
      for (const finding of policy.findings) {
        const fits = isShown
          && (!provider || finding.dataset.p.split(' ').includes(provider))
          && (!status || finding.dataset.t === status)
          && words.every((word) => about.includes(word) || text(finding).includes(word));
        finding.hidden = !fits;
        if (fits) own += 1;
      }
      policy.element.hidden = own === 0;
      found += own;
    }
    for (const integration of integrations) {
      integration.hidden = (provider && integration.dataset.p !== provider)
        || !words.every((word) => text(integration).includes(word));
    }
    $('.none-left').hidden = found > 0;
    $('#shown').textContent = found === total ? `${total} findings` : `${found} of ${total} findings`;
  };

  const sort = () => {
    const by = $('#sort').value;
    const order = [...policies].sort((one, other) =>
      (by === 'count' ? other.count - one.count : by === 'id' ? one.id.localeCompare(other.id) : 0) || one.place - other.place);
    list.append(...order.map((policy) => policy.element));
  };

  let waiting;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(apply, 90);
  };
  tools.hidden = false;
  $('#search').addEventListener('input', soon);
  $('#provider').addEventListener('change', apply);
  $('#status').addEventListener('change', apply);
  $('#sort').addEventListener('change', sort);
  for (const toggle of tools.querySelectorAll('[aria-pressed]')) {
    toggle.addEventListener('click', () => {
      toggle.setAttribute('aria-pressed', toggle.getAttribute('aria-pressed') !== 'true');
      apply();
    });
  }
  $('#open').addEventListener('click', () => {
    const closed = policies.filter((policy) => !policy.element.hidden && !policy.element.open);
    for (const policy of policies) policy.element.open = closed.length > 0 && !policy.element.hidden;
    $('#open').textContent = closed.length > 0 ? 'Close all' : 'Open all';
  });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
      event.preventDefault();
      $('#search').focus();
    }
  });

  // Whoever follows a link sees where it leads: what it is in is opened, and no filter hides it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let element = target; element; element = element.parentElement) {
      element.hidden = false;
      if (element.tagName === 'DETAILS') element.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener('hashchange', reveal);
  reveal();

  // Browsers that can't open what is closed by style alone, for print.
  if (!CSS.supports('selector(::details-content)')) {
    let opened = [];
    addEventListener('beforeprint', () => {
      opened = [...document.querySelectorAll('details:not([open])')];
      for (const details of opened) details.open = true;
    });
    addEventListener('afterprint', () => {
      for (const details of opened) details.open = false;
    });
  }
  apply();
})();
