import t from 'tap'
import { FOOD_LICENCE_ITEM_CODE } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { png, upload } from '../helpers/files.js'

const ITEM = `/v1/items/${FOOD_LICENCE_ITEM_CODE}`

t.test('publication knows which procedures are published and which files are there', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const draft = (await app.request('GET', `${ITEM}/draft`, { token })).body.document
  const errorsWith = async (changes: object) => {
    const saved = await app.request('PUT', `${ITEM}/draft`, {
      token,
      body: { ...draft, ...changes },
      headers: { 'if-match': '*' },
    })
    t.equal(saved.status, 200)
    const check = await app.request('POST', `${ITEM}/draft/check`, { token })
    const errors = check.body.findings
      .filter(({ severity }: { severity: string }) => severity === 'error')
      .map(({ rule, pointer }: Record<string, string>) => `${rule} ${pointer}`)
    const published = await app.request('POST', `${ITEM}/draft/publish`, { token, body: {} })
    t.equal(published.status, errors.length === 0 ? 200 : 422, 'publication says the same as the check')
    return errors
  }
  const results = (fileId: string) => [{ ...draft.results[0], sampleFile: { fileId, name: '样本.png' } }]

  t.same(await errorsWith({ workflow: 'not-there' }), ['WORKFLOW_UNPUBLISHED /workflow'])
  const nowhere = { ...draft, results: results('0195a7c2-6c00-7000-8000-0000000000ff') }
  const refused = await app.request('PUT', `${ITEM}/draft`, {
    token,
    body: nowhere,
    headers: { 'if-match': '*' },
  })
  t.match(refused, {
    status: 422,
    body: { errors: [{ code: 'FILE_UNKNOWN', pointer: '/results/0/sampleFile/fileId' }] },
  })
  const uploaded = await upload(app, token, [{ name: '样本.png', bytes: png() }])
  t.equal(uploaded.status, 201)
  t.same(await errorsWith({ results: results(uploaded.body.fileId) }), [])
})

t.test('a cyclic condition and other bad drafts get a clear answer in both languages', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('cataloguer')
  const draft = (await app.request('GET', `${ITEM}/draft`, { token })).body.document
  const waits = (key: string, of: string) => ({
    key,
    title: key,
    when: { '!!': [{ var: `answers.${of}` }] },
  })
  const body = { ...draft, questions: [waits('first', 'second'), waits('second', 'first')] }
  await app.request('PUT', `${ITEM}/draft`, { token, body, headers: { 'if-match': '*' } })
  for (const [language, message] of [
    ['zh-CN', /问题互相依赖：first → second → first/],
    ['en', /Questions wait for each other: first → second → first/],
  ] as const) {
    const headers = { 'accept-language': language }
    const check = await app.request('POST', `${ITEM}/draft/check`, { token, headers })
    t.match(check.body.findings, [
      { rule: 'QUESTION_CYCLE', severity: 'error', pointer: '/questions/0/when', message, mend: /./ },
    ])
    t.equal(check.body.findings.length, 1, 'one fault is told once')
    const publish = await app.request('POST', `${ITEM}/draft/publish`, { token, body: {}, headers })
    t.match(publish.body, { status: 422, errors: [{ code: 'QUESTION_CYCLE', message }] })
  }
  const member = (await app.request('GET', `${ITEM}/draft`, { token })).body.document
  member.situations[0].when = { throw: 'x' }
  await app.request('PUT', `${ITEM}/draft`, { token, body: member, headers: { 'if-match': '*' } })
  const wrong = await app.request('POST', `${ITEM}/draft/check`, { token })
  t.match(
    wrong,
    { status: 200, body: { findings: [{ rule: 'UNKNOWN_OPERATOR' }] } },
    'of a bundle’s member too',
  )
})
