// Runs in the page at /docs beside Swagger UI: a filter that looks at whole operations, answers that unfold on a click,
// and, where the service trusts the development issuer, the choice of who one is, so that no shell is needed.
;(() => {
  const { roles = [] } = window.yichuangDocs ?? {}
  const tokenUrl = new URL('../../token', document.currentScript.src)
  const REMEMBERED = 'yichuang-who'

  /** Looks at path, name, summary and group: Swagger UI's own filter looks at groups alone. */
  const holds = (phrase) => (operation, tag) =>
    [
      tag,
      operation.get('path'),
      operation.getIn(['operation', 'operationId']),
      operation.getIn(['operation', 'summary']),
    ].some((text) => (text ?? '').toLowerCase().includes(phrase.trim().toLowerCase()))

  const opsFilter = (tagged, phrase) =>
    tagged
      .map((group, tag) =>
        group.update('operations', (operations) => operations.filter((each) => holds(phrase)(each, tag))),
      )
      .filter((group) => group.get('operations').size > 0)

  /** Few groups with what was looked for open by themselves. */
  const FEW_GROUPS = 3
  const updateFilter = (original, system) => (phrase) => {
    const result = original(phrase)
    if (typeof phrase !== 'string' || phrase.trim().length < 2) return result
    const found = system.specSelectors.taggedOperations()
    const groups = opsFilter(found, phrase)
    if (groups.size <= FEW_GROUPS)
      for (const tag of groups.keySeq()) system.layoutActions.show(['operations-tag', tag], true)
    return result
  }

  const bundle = window.SwaggerUIBundle
  window.SwaggerUIBundle = Object.assign((config) => {
    const plugin = () => ({ fn: { opsFilter }, statePlugins: { layout: { wrapActions: { updateFilter } } } })
    const ui = bundle({ ...config, plugins: [...config.plugins, plugin] })
    if (roles.length > 0) showChoice(ui)
    return ui
  }, bundle)

  // A problem's example and the headers of an answer are there for who wants them: a click on the status shows them.
  document.addEventListener('click', ({ target }) => {
    const row = target.closest('.responses-inner tr.response[data-code]')
    if (row !== null && target.closest('td.response-col_status') !== null) row.toggleAttribute('data-open')
  })

  const make = (name, properties, ...children) => {
    const node = Object.assign(document.createElement(name), properties)
    node.append(...children)
    return node
  }

  function showChoice(ui) {
    const select = make(
      'select',
      { id: 'yichuang-role' },
      make('option', { value: '', textContent: '未登录 · signed out' }),
      ...roles.map(({ role, zh, en }) =>
        make('option', { value: role, textContent: `${zh} ${role} · ${en}` }),
      ),
    )
    const person = make('input', { id: 'yichuang-person', placeholder: 'market-clerk', size: 16 })
    const state = make('output', { id: 'yichuang-signed-in' })
    const said = localStorage.getItem(REMEMBERED)
    if (said !== null) state.textContent = `✓ ${said}`
    select.value = roles.some(({ role }) => role === said) ? said : ''
    document.body.prepend(
      make(
        'form',
        { id: 'yichuang-who', onsubmit: () => false },
        make('label', {}, '角色 Role ', select),
        make('label', {}, '或工号 or staff number ', person),
        state,
      ),
    )
    select.addEventListener('change', () => signIn(ui, state, select.value && { role: select.value }))
    person.addEventListener('change', () => {
      select.value = ''
      return signIn(ui, state, person.value && { staffNo: person.value.trim() })
    })
  }

  async function signIn(ui, state, who) {
    state.textContent = ''
    if (ui.authSelectors.authorized()?.has('bearer')) ui.authActions.logoutWithPersistOption(['bearer'])
    localStorage.removeItem(REMEMBERED)
    if (!who) return
    const answer = await fetch(tokenUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(who),
    })
    const body = await answer.json()
    if (!answer.ok) {
      state.textContent = `✗ ${body.detail}`
      return
    }
    const schema = ui.specSelectors.specJson().getIn(['components', 'securitySchemes', 'bearer'])
    ui.authActions.authorizeWithPersistOption({
      bearer: { name: 'bearer', schema: schema.toJS(), value: body.token },
    })
    const name = who.role ?? who.staffNo
    localStorage.setItem(REMEMBERED, name)
    state.textContent = `✓ ${name}`
  }
})()
