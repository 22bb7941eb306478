import t from 'tap'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_FIRE, COUNTY_HEALTH, COUNTY_MARKET, TOWN_GOVERNMENT } from '../../src/shared/sample-codes.js'
import { startTestApp, type TestApp } from '../helpers/app.js'
import { createCase, foodCase } from '../helpers/cases.js'
import { actInHall, PARTY } from '../helpers/hall.js'

/** In words that people write anything may stand: an illness, a neighbour, a number. */
const WORDS = {
  answer: '不采纳消防意见的理由',
  correction: '张三的体检报告缺页',
  question: '李四是否受过处罚',
  health: '王五患有传染病',
  opinion: '经查李四受过处罚',
  denial: '赵六不符合许可的法定条件',
}
const WHY = `clear=true&purpose=${encodeURIComponent('复核意见')}`
const as = (app: TestApp, role: Role, organisation = COUNTY_MARKET) => app.token(role, { organisation })

/** A case that was corrected, asked about at two organs, and denied. */
async function denied(app: TestApp): Promise<string> {
  const { caseNo } = (await createCase(app, foodCase())).body
  await app.database.asOwner(
    `update case_parties set subject = $2 where case_id = (select id from cases where case_no = $1)`,
    [caseNo, `urn:yichuang:dev|${PARTY}`],
  )
  const act = async (role: Role, command: object, organisation = COUNTY_MARKET) =>
    actInHall(app, await as(app, role, organisation), caseNo, command, 200)
  const items = [{ materialCode: foodCase().materials[0]?.materialCode ?? '', reason: WORDS.correction }]
  await act('clerk', { action: 'requestCorrection', items })
  t.match((await app.request('GET', `/v1/cases/${caseNo}`, { token: await as(app, 'supervisor') })).body, {
    correction: { items: [{ reason: '***' }] },
  })
  await act('clerk', { action: 'submit', materials: foodCase().materials })
  await act('clerk', { action: 'accept' })
  await act('reviewer', { action: 'startReview' })
  const ask = (organisation: string, question: string) =>
    act('reviewer', { action: 'requestJointReview', organisations: [organisation], question })
  await ask(COUNTY_FIRE, WORDS.question)
  await ask(COUNTY_HEALTH, WORDS.health)
  const give = { action: 'giveOpinion', agrees: false }
  await act('reviewer', { ...give, opinion: WORDS.opinion }, COUNTY_FIRE)
  await act('reviewer', { ...give, opinion: WORDS.health }, COUNTY_HEALTH)
  await act('reviewer', { action: 'completeStep', answerToDissent: WORDS.answer })
  await act('approver', { action: 'deny', reason: WORDS.denial })
  return caseNo
}

t.test('words are for who handles the case; an asked organ reads its question and its answer', async (t) => {
  const app = await startTestApp(t)
  const caseNo = await denied(app)
  const told = async (token: string) => {
    const parts = ['', '/events', '/documents'].map(async (part) => {
      const answer = await app.request('GET', `/v1/cases/${caseNo}${part}`, { token })
      t.equal(answer.status, 200, part)
      return answer.text
    })
    const text = (await Promise.all(parts)).join(' ')
    return Object.entries(WORDS)
      .filter(([, words]) => text.includes(words))
      .map(([name]) => name)
  }
  const all = Object.keys(WORDS)
  t.same(await told(await as(app, 'reviewer')), all, 'the organ of the case')
  t.same(await told(await app.token('supervisor')), [], 'a supervisor')
  t.same(await told(await as(app, 'reviewer', COUNTY_FIRE)), ['question', 'opinion'], 'an asked organ')
  t.same(await told(await as(app, 'lead', COUNTY_FIRE)), [], 'who does not answer for it')
  t.same(await told(await as(app, 'clerk', TOWN_GOVERNMENT)), [], 'a window whose part is over')
  const officer = await app.token('approver', { organisation: COUNTY_MARKET, subject: PARTY })
  t.same(await told(officer), [], 'who is recused')
  const applicant = await app.token('citizen', { subject: PARTY })
  t.same(await told(applicant), ['correction', 'denial'], 'what is addressed to the applicant')
})

t.test(
  'masked words stand in no printed page; by right and purpose they are read and recorded',
  async (t) => {
    const app = await startTestApp(t)
    const caseNo = await denied(app)
    const token = await app.token('supervisor')
    const list = (await app.request('GET', `/v1/cases/${caseNo}/documents`, { token })).body.data
    const denial = list.find(({ kind }: { kind: string }) => kind === 'denial')
    t.match(denial.content, { reason: '***', decidedOn: /^2026/ })
    const path = `/v1/cases/${caseNo}/documents/${denial.documentNo}`
    for (const accept of ['text/html', 'application/json'])
      t.notMatch((await app.request('GET', path, { token, headers: { accept } })).text, WORDS.denial)
    t.equal((await app.request('GET', `/v1/cases/${caseNo}/words?${WHY}`, { token })).status, 403)
    const approver = await as(app, 'approver')
    const words = await app.request('GET', `/v1/cases/${caseNo}/words?${WHY}`, { token: approver })
    t.match(words.text, WORDS.denial)
    const audit = await app.request('GET', '/v1/audit?action=readWords', {
      token: await app.token('auditor'),
    })
    t.match(audit.body.data, [{ object: caseNo, purpose: '复核意见' }])
    t.equal(audit.body.data.length, 1)
  },
)
