import { foodCase, leshanCase, nextLeshanCase } from './cases.js'
import { clockOf, codesOf, type DayCase } from './day.js'

const paper = (...codes: string[]) => codes.map((materialCode) => ({ materialCode, source: 'paper' }))
const items = (...codes: string[]) => codes.map((materialCode) => ({ materialCode, reason: '缺少该材料' }))

/** What is taken in, corrected, turned away, or found to be somebody else's. */
export const TAKEN_IN: readonly DayCase[] = [
  {
    title: 'a withdrawal from the fund is decided on the spot, once a year',
    async run(t, day) {
      const body = nextLeshanCase()
      const { caseNo } = (await day.take('fund-clerk', body)).body
      const closed = await day.act('fund-clerk', caseNo, 'handleOnTheSpot')
      t.match(closed.body, { status: 'CLOSED', resultType: 'issued', decidedOn: '2026-03-02' })
      t.match(clockOf(closed, 'LEGAL'), { state: 'STOPPED', lamp: 'NONE', limit: { amount: 3 } })
      const { data } = (await day.get('fund-clerk', `/v1/cases/${caseNo}/events`)).body
      const told = data.map(({ type }: { type: string }) => type)
      t.same(
        told,
        ['submit', 'accept', 'startReview', 'completeStep', 'approve', 'close'],
        'every act is told',
      )
      const again = await day.take('fund-clerk', body, 422)
      t.same(codesOf(again), ['GRANTED_THIS_YEAR', 'GRANTED_BEFORE_DIFFERS'], 'the fund knows what it paid')
    },
  },
  {
    title: 'two papers are missing: one notice names both, and the day they come is the day of acceptance',
    async run(t, day) {
      const { body } = await day.take('market-clerk', foodCase({ without: ['layout-plan', 'safety-rules'] }))
      const { caseNo } = body
      t.equal(body.missing.length, 2)
      const half = await day.act(
        'market-clerk',
        caseNo,
        'requestCorrection',
        { items: items('layout-plan') },
        422,
      )
      t.same(codesOf(half), ['NOTICE_INCOMPLETE'], '一次告知')
      const told = await day.act('market-clerk', caseNo, 'requestCorrection', {
        items: items('layout-plan', 'safety-rules'),
      })
      t.match(told.body, { status: 'AWAITING_CORRECTION' })
      t.match(clockOf(told, 'INTAKE_5D'), { state: 'STOPPED' }, 'the applicant’s days are not the office’s')
      const notice = await day.paper('market-clerk', caseNo, 'correctionNotice')
      t.match(JSON.stringify(notice.body.paper), /缺少该材料.*缺少该材料/)
      await day.morningOf('2026-03-04')
      const materials = paper('layout-plan', 'safety-rules')
      const some = await day.act('market-clerk', caseNo, 'submit', { materials: materials.slice(1) }, 422)
      t.same(codesOf(some), ['CORRECTION_INCOMPLETE'])
      const back = await day.act('market-clerk', caseNo, 'submit', { materials })
      t.match(clockOf(back, 'INTAKE_5D'), { state: 'RUNNING', startedOn: '2026-03-04', due: '2026-03-11' })
      await day.morningOf('2026-03-05')
      const why = { ground: 'correctionNotSupplied', reason: '材料仍然不符合有关要求' }
      await day.act('market-clerk', caseNo, 'refuseAcceptance', why, 422)
      const accepted = await day.act('market-clerk', caseNo, 'accept')
      t.match(accepted.body, { acceptedOn: '2026-03-04' }, 'when the complete papers came (Art. 32(5))')
      t.match(clockOf(accepted, 'LEGAL'), { startedOn: '2026-03-04', due: '2026-03-18' })
    },
  },
  {
    title: 'a second notice is for what came and does not do, and supervision sees it',
    async run(t, day) {
      const { caseNo } = (await day.take('market-clerk', foodCase({ without: ['layout-plan'] }))).body
      await day.act('market-clerk', caseNo, 'requestCorrection', { items: items('layout-plan') })
      const back = await day.act('market-clerk', caseNo, 'submit', { materials: paper('layout-plan') })
      const second = { correctedDefective: true, items: items('safety-rules') }
      const forgotten = await day.act('market-clerk', caseNo, 'requestCorrection', second, 422)
      t.same(codesOf(forgotten), ['NOT_CORRECTED_DEFECTIVE'], 'what the first forgot may not be asked for')
      const came = back.body.materials.find(
        ({ materialCode }: { materialCode: string }) => materialCode === 'layout-plan',
      )
      const found = { result: 'defective', reason: '没有标明操作间' }
      await day.post('market-clerk', `/v1/cases/${caseNo}/materials/${came.id}/inspection`, found)
      const told = await day.act('market-clerk', caseNo, 'requestCorrection', {
        correctedDefective: true,
        items: items('layout-plan'),
      })
      t.match(told.body, { status: 'AWAITING_CORRECTION' })
      const alerts = await day.get('market-lead', `/v1/alerts?caseNo=${caseNo}`)
      t.match(alerts.body.data, [{ rule: 'CORRECT_TWICE', level: 'YELLOW', facts: { times: 2 } }])
      await day.act('market-clerk', caseNo, 'submit', { materials: paper('layout-plan') })
      t.match((await day.act('market-clerk', caseNo, 'accept')).body, { status: 'ACCEPTED' })
    },
  },
  {
    title: 'a false statement is not accepted: ground, reason and remedies stand on the paper',
    async run(t, day) {
      const liar = foodCase().parties.map((party) => ({ ...party, idNumber: '91990101MA0000X151' }))
      const body = { ...foodCase(), parties: liar }
      const { caseNo, queryCode } = (await day.take('market-clerk', body)).body
      const no = { ground: 'conditionsNotMet', reason: '经营场所条件不符合要求' }
      await day.act('market-clerk', caseNo, 'refuseAcceptance', no, 400)
      const yes = { ground: 'falseStatement', reason: '营业执照系伪造，经登记机关核实' }
      const refused = await day.act('market-clerk', caseNo, 'refuseAcceptance', yes)
      t.match(refused.body, { status: 'NOT_ACCEPTED' })
      t.match(clockOf(refused, 'INTAKE_5D'), { state: 'STOPPED', lamp: 'NONE' })
      const { paper: printed } = (await day.paper('market-clerk', caseNo, 'notAcceptedNotice')).body
      t.match(printed.bases.join(), /第七十八条/)
      t.match(printed, { remedies: [/60日内.*行政复议.*6个月内.*行政诉讼/] })
      const asked = await day.app.request('POST', '/v1/progress', { body: { caseNo, queryCode } })
      t.match(asked.body, { status: 'NOT_ACCEPTED', reason: yes.reason, remedies: { days: 60, months: 6 } })
      t.notOk('due' in asked.body, 'nothing is due of what was turned away')
      const again = await day.take('market-clerk', body, 422)
      t.same(codesOf(again), ['BARRED_AFTER_FALSE_STATEMENT'], 'for a year (Art. 78)')
    },
  },
  {
    title: 'who is not competent names who is',
    async run(t, day) {
      const { caseNo } = (await day.take('market-clerk', foodCase())).body
      const why = { ground: 'outsideCompetence', reason: '经营场所位于市级管理的园区' }
      const unnamed = await day.act('market-clerk', caseNo, 'refuseAcceptance', why, 422)
      t.match(unnamed.body.errors, [{ pointer: '/competentAuthority', code: 'REQUIRED' }])
      const competentAuthority = '乐山市市场监督管理局'
      await day.act('market-clerk', caseNo, 'refuseAcceptance', { ...why, competentAuthority })
      const { paper: printed } = (await day.paper('market-clerk', caseNo, 'notAcceptedNotice')).body
      t.match(JSON.stringify(printed), competentAuthority)
      const mistaken = (await day.take('market-clerk', foodCase())).body.caseNo
      const free = { reason: '该事项依法不需要取得行政许可' }
      const needless = await day.act('market-clerk', mistaken, 'declareNotRequired', free)
      t.match(needless.body, { status: 'NOT_REQUIRED' }, 'what needs no licence is said at once (Art. 32(1))')
    },
  },
  {
    title: 'the applicant takes it back: the own word at home, a signed one at the window',
    async run(t, day) {
      const { windowId: _window, ...online } = { ...foodCase(), channel: 'WEB' }
      const { caseNo } = (await day.send('owner', online)).body
      const citizen = async (subject: string) =>
        day.app.request('POST', `/v1/cases/${caseNo}/transitions`, {
          token: await day.app.token('citizen', { subject }),
          headers: { 'if-match': '*' },
          body: { action: 'withdraw', reason: '不再经营' },
        })
      t.equal((await citizen('neighbour')).status, 404)
      t.match(await citizen('owner'), { status: 200, body: { status: 'WITHDRAWN' } })
      const second = (await day.take('market-clerk', foodCase())).body.caseNo
      await day.intoReview(second)
      const signed = { reason: '申请人要求撤回申请', proof: '申请人签字的撤回申请书' }
      await day.act('market-reviewer', second, 'withdraw', signed, 403)
      const gone = await day.act('market-clerk', second, 'withdraw', signed)
      t.match(gone.body, { status: 'WITHDRAWN', tasks: [] })
      for (const kind of ['PROMISE', 'LEGAL']) t.match(clockOf(gone, kind), { state: 'STOPPED' })
      await day.paper('market-clerk', second, 'withdrawalConfirmation')
      const { data } = (await day.get('market-clerk', `/v1/cases/${second}/events`)).body
      t.match(data.at(-1), { type: 'withdraw', facts: { proven: true }, remarks: signed }, 'on whose word')
    },
  },
  {
    title: 'the wrong item: moved to the right one, and both cases say so',
    async run(t, day) {
      const person = nextLeshanCase()
      const wrong = (await day.take('fund-clerk', person)).body.caseNo
      const parties = person.parties.filter(({ role }) => role === 'applicant')
      const unread = { ...foodCase(), parties, movedFrom: wrong }
      const hidden = await day.take('market-clerk', unread, 422)
      t.match(
        hidden.body.errors,
        [{ pointer: '/movedFrom', code: 'CASE_UNKNOWN' }],
        'no case of another organ',
      )
      const fire = { ...leshanCase(), movedFrom: '5111022603021999999' }
      t.match(codesOf(await day.take('fund-clerk', fire, 422)), ['CASE_UNKNOWN'])
    },
  },
  {
    title: 'a slip of the office is void: by the lead, with the case in its place, never after the decision',
    async run(t, day) {
      const twice = (await day.take('market-clerk', foodCase())).body.caseNo
      const right = (await day.take('market-clerk', foodCase())).body.caseNo
      const input = { reason: '重复录入，作废本件', supersededBy: right }
      await day.act('market-clerk', twice, 'void', input, 403)
      const voided = await day.act('market-lead', twice, 'void', input)
      t.match(voided.body, { status: 'VOIDED', resultType: 'voided' })
      t.match(voided.body.related, [{ relation: 'supersededBy', caseNo: right }])
      const notice = await day.paper('market-clerk', twice, 'receipt')
      t.match(notice.body.standing, { state: /void/ }, 'its papers say so')
      await day.intoReview(right)
      await day.act('market-reviewer', right, 'completeStep', { opinion: '符合条件' })
      await day.act('market-approver', right, 'approve')
      await day.act('market-lead', right, 'void', { reason: '领导要求作废本件' }, 409)
    },
  },
]
