import t from 'tap'
import { ACTION_INPUTS } from '../../src/features/workflow/action-inputs.js'
import { exampleOf } from '../../src/features/workflow/allowed-actions.js'
import type { Role } from '../../src/shared/roles.js'
import { COUNTY_FIRE } from '../../src/shared/sample-codes.js'
import { actInHall, PARTY, startHall, tokenOf } from '../helpers/hall.js'
import { judgeActs } from './matrix-acts-run.js'
import { oneOfEach } from './matrix-choice.js'

// The whole product is in long/matrix.
t.test('every act × role, from one relation of each answer', async (t) => {
  const cells = await judgeActs(t, oneOfEach(t))
  t.ok(cells > 300, `${cells} cells`)
})

t.test('ten acts of a foreign organ on every status: refused, unseen, unwritten', async (t) => {
  const { app, cases } = await startHall(t)
  const caseNo = cases.town
  const acts: [Role, object][] = (
    [
      ['clerk', 'accept'],
      ['clerk', 'requestCorrection'],
      ['reviewer', 'startReview'],
      ['reviewer', 'completeStep'],
      ['reviewer', 'giveOpinion'],
      ['approver', 'approve'],
      ['approver', 'close'],
      ['issuer', 'deliver'],
      ['lead', 'void'],
      ['lead', 'terminate'],
    ] as const
  ).map(([role, action]) => [role, exampleOf(JSON.parse(JSON.stringify(ACTION_INPUTS[action])))])
  const versionOf = async () =>
    (await app.request('GET', `/v1/cases/${caseNo}`, { token: await app.token('lead') })).body.version
  const statuses = new Set<string>()
  async function foreign(status: string): Promise<void> {
    statuses.add(status)
    const before = await versionOf()
    for (const relation of ['same', 'unrelated', 'aboveOrgan'] as const) {
      for (const [role, command] of acts) {
        const answer = await actInHall(app, await tokenOf(app, role, relation), caseNo, command)
        t.equal(answer.status, 404, `${JSON.stringify(command)} by ${relation} in ${status}`)
      }
      const read = await app.request('GET', `/v1/cases/${caseNo}`, {
        token: await tokenOf(app, 'reviewer', relation),
      })
      t.equal(read.status, 404)
    }
    t.equal(await versionOf(), before, `nothing was written in ${status}`)
  }
  const own = async (role: Role, command: object) =>
    actInHall(app, await tokenOf(app, role, 'own'), caseNo, command, 200)
  await foreign('REVIEWING')
  const fire = await app.token('reviewer', { organisation: COUNTY_FIRE })
  await actInHall(app, fire, caseNo, { action: 'giveOpinion', agrees: true, opinion: '同意' }, 200)
  const special = exampleOf(JSON.parse(JSON.stringify(ACTION_INPUTS.startSpecial)))
  await own('reviewer', special)
  await foreign('SPECIAL_PROCEDURE')
  await own('reviewer', { action: 'endSpecial', result: '合格' })
  await own('reviewer', { action: 'completeStep', opinion: '符合' })
  await foreign('DECIDING')
  await own('approver', { action: 'approve' })
  await foreign('APPROVED')
  await own('approver', { action: 'close' })
  await foreign('CLOSED')
  await own('issuer', { action: 'deliver', method: 'pickup' })
  await foreign('DELIVERED')
  t.equal(statuses.size, 6)
})

t.test('a party, its deputies and its like act on no case of their own', async (t) => {
  const { app, cases } = await startHall(t)
  const token = await app.token('reviewer', { subject: PARTY })
  const answer = await actInHall(app, token, cases.town, { action: 'completeStep', opinion: '同意' })
  t.equal(answer.status, 403)
  t.match(answer.body.detail, /回避/)
  const { data } = (await app.request('GET', `/v1/cases/${cases.town}/actions`, { token })).body
  t.same(data, [], 'nothing is foreseen either')
})
