import t from 'tap'
import { COUNTY_MARKET, OTHER_COUNTY_MARKET } from '../../src/shared/sample-codes.js'
import { startTestApp } from '../helpers/app.js'
import { findings, staffToken } from '../helpers/staff.js'

const person = (number: number, more: object = {}) => ({
  staffNo: `I${number}`,
  name: `导入${number}`,
  organisation: COUNTY_MARKET,
  issuer: 'https://id.example.gov.cn',
  subject: `sub-${number}`,
  mobile: '13800001234',
  ...more,
})

t.test('people come in by the line, all or nothing, and go out again', async (t) => {
  const app = await startTestApp(t)
  const token = await app.token('security', { subject: 'importer' })
  const send = (lines: (object | string)[], as = token) =>
    app.request('POST', '/v1/staff/imports', {
      token: as,
      headers: { 'content-type': 'application/x-ndjson' },
      body: lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''),
    })
  const count = async () =>
    (
      await app.database.asOwner<{ n: number }>(
        `select count(*)::int as n from staff where staff_no like 'I%'`,
      )
    )[0]?.n
  const refused: [(object | string)[], string[]][] = [
    [[person(1), '{', person(2)], ['/lines/2 NOT_JSON']],
    [[person(1), person(2, { rank: 1 })], ['/lines/2/rank UNKNOWN_FIELD']],
    [[person(1), person(2), person(1, { subject: 'x' })], ['/lines/3/staffNo STAFF_NO_TWICE']],
    [[person(1), '', person(2, { subject: 'sub-1' })], ['/lines/3/subject SUBJECT_TWICE']],
    [[person(1), person(2, { organisation: 'NONE' })], ['/lines/2/organisation ORGANISATION_UNKNOWN']],
    [[person(1), person(2, { mobile: '1' })], ['/lines/2/mobile MOBILE_INVALID']],
    [
      [person(1, { issuer: 'urn:yichuang:dev', subject: 'staff-market-clerk' })],
      ['/lines/1/subject SUBJECT_TAKEN'],
    ],
  ]
  for (const [lines, expected] of refused) {
    const answer = await send(lines)
    t.equal(answer.status, 422, answer.text)
    t.same(findings(answer), expected)
  }
  t.match((await send([person(1), person(2), person(1)])).text, /1 行与第 3 行/, 'both lines are named')
  t.equal(await count(), 0, 'nothing was written')
  const ofOrgan = await app.token('security', { organisation: OTHER_COUNTY_MARKET })
  t.equal((await send([person(1)], ofOrgan)).status, 403)
  t.equal((await send([person(1)], await staffToken(app, 'market-lead'))).status, 403)

  const many = Array.from({ length: 2000 }, (_, index) => person(index))
  t.match((await send(many)).body, { created: 2000, changed: 0, unchanged: 0 })
  t.match((await send([...many.slice(1), person(0, { posts: ['现场核查'] })])).body, {
    changed: 1,
    unchanged: 1999,
  })
  const exported = await app.request('GET', '/v1/staff/export', { token })
  t.notMatch(exported.text, /mobile|13800001234/, 'contact stays at home')
  const lines = exported.text.trim().split('\n')
  t.match((await send(lines)).body, { created: 0, changed: 0, unchanged: lines.length }, 'the same again')
  const asked = await app.request('GET', '/v1/staff/export?clear=true', { token })
  t.same(findings(asked), ['?purpose PURPOSE_REQUIRED'])
  const purpose = encodeURIComponent('数据备份')
  const clear = await app.request('GET', `/v1/staff/export?clear=true&purpose=${purpose}`, { token })
  t.match(clear.text, /13800001234/)
  const told = await app.database.asOwner<{ type: string; n: number }>(
    `select type, count(*)::int as n from case_events where subject_kind = 'staff' group by type order by type`,
  )
  t.same(told, [
    { type: 'staff.change', n: 1 },
    { type: 'staff.register', n: 2000 },
  ])
})
