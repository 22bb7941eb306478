import { COUNTY_FIRE, COUNTY_HEALTH, COUNTY_HOUSING } from '../../src/shared/sample-codes.js'
import { foodCase } from './cases.js'
import { clockOf, codesOf, type Day, type DayCase } from './day.js'
import { png, upload } from './files.js'
import { staffToken } from './staff.js'

const taken = async (day: Day, body: object = foodCase()): Promise<string> =>
  (await day.take('market-clerk', body)).body.caseNo

async function granted(day: Day): Promise<string> {
  const caseNo = await taken(day)
  await day.intoReview(caseNo)
  await day.act('market-reviewer', caseNo, 'completeStep', { opinion: '符合条件' })
  await day.act('market-approver', caseNo, 'approve')
  await day.act('market-approver', caseNo, 'close')
  return caseNo
}

/** What is reviewed, decided, handed over, and lives on. */
export const DECIDED: readonly DayCase[] = [
  {
    title:
      'three organs are asked: one agrees, one does not, one is silent, and the head reads who said what',
    async run(t, day) {
      const caseNo = await taken(day)
      await day.intoReview(caseNo)
      const organisations = [COUNTY_FIRE, COUNTY_HEALTH, COUNTY_HOUSING]
      await day.act('market-reviewer', caseNo, 'requestJointReview', { organisations, question: '有何意见' })
      const done = { opinion: '符合条件' }
      await day.act('market-reviewer', caseNo, 'completeStep', done, 409)
      await day.act('market-reviewer', caseNo, 'giveOpinion', { agrees: true, opinion: '同意' }, 403)
      await day.act('fire-reviewer', caseNo, 'giveOpinion', { agrees: false, opinion: '疏散通道不足' })
      await day.act('health-reviewer', caseNo, 'giveOpinion', { agrees: true, opinion: '同意' })
      await day.act('market-reviewer', caseNo, 'completeStep', done, 409)
      await day.morningOf('2026-03-06')
      const bare = await day.act('market-reviewer', caseNo, 'completeStep', done, 422)
      t.match(bare.body.errors, [{ pointer: '/answerToDissent', code: 'REQUIRED' }], 'silence holds no case')
      const answerToDissent = '申请人已按消防意见加宽疏散通道，经复核符合要求'
      await day.act('market-reviewer', caseNo, 'completeStep', { ...done, answerToDissent })
      const { data } = (await day.get('market-approver', `/v1/cases/${caseNo}/events`)).body
      const said = data.filter(({ type }: { type: string }) => type === 'giveOpinion')
      t.match(said, [
        { askedOrganisation: COUNTY_FIRE, agrees: false, remarks: { opinion: '疏散通道不足' } },
        { askedOrganisation: COUNTY_HEALTH, agrees: true },
      ])
      t.match(data.at(-1), { type: 'completeStep', remarks: { answerToDissent } })
      await day.act('market-reviewer', caseNo, 'approve', {}, 403)
      t.match((await day.act('market-approver', caseNo, 'approve')).body, { status: 'APPROVED' })
    },
  },
  {
    title: 'a paper comes later: promised by a day, and no certificate before it is there',
    async run(t, day) {
      const caseNo = await taken(day, foodCase({ without: ['safety-rules'] }))
      const defer = (dueOn: string, status = 200) =>
        day.act(
          'market-clerk',
          caseNo,
          'acceptWithDeferral',
          { deferred: [{ materialCode: 'safety-rules', dueOn }], promise: '按期补交' },
          status,
        )
      t.same(codesOf(await defer('2026-12-31', 422)), ['BEYOND_LEGAL_LIMIT'])
      const accepted = await defer('2026-03-13')
      t.match(accepted.body, { status: 'ACCEPTED', acceptMode: 'DEFERRED' })
      t.match(clockOf(accepted, 'DEFERRED'), { state: 'RUNNING', due: '2026-03-13' })
      await day.act('market-reviewer', caseNo, 'startReview')
      await day.act('market-reviewer', caseNo, 'completeStep', { opinion: '符合条件' })
      await day.act('market-approver', caseNo, 'approve')
      for (const resultType of ['issued', 'other', 'forwarded'])
        await day.act('market-approver', caseNo, 'close', { resultType }, 409)
      const materials = [{ materialCode: 'safety-rules', source: 'paper' }]
      const supplied = await day.act('market-clerk', caseNo, 'supplyMaterials', { materials })
      t.match(clockOf(supplied, 'DEFERRED'), { state: 'STOPPED' })
      t.match((await day.act('market-approver', caseNo, 'close')).body, { resultType: 'issued' })
    },
  },
  {
    title: 'two officers visit the premises, and no limit stands still',
    async run(t, day) {
      const food = foodCase()
      const caseNo = await taken(day, { ...food, form: { ...food.form, businessKind: 'catering' } })
      await day.intoReview(caseNo)
      await day.act('market-reviewer', caseNo, 'completeStep', { opinion: '须现场核查' })
      const paused = { kind: 'siteVisit', estimatedDays: 5, basis: '《行政许可法》第四十五条' }
      const refused = await day.act('market-reviewer', caseNo, 'startSpecial', paused, 422)
      t.same(codesOf(refused), ['SPECIAL_NOT_LISTED'], 'a visit is no pause')
      const visit = { officers: ['market-reviewer'], place: '示例路1号', record: '布局与图纸一致' }
      await day.act('market-reviewer', caseNo, 'completeStep', { visit }, 400)
      const stranger = { ...visit, officers: ['market-reviewer', 'forestry-reviewer'] }
      await day.act('market-reviewer', caseNo, 'completeStep', { visit: stranger }, 422)
      const token = await staffToken(day.app, 'market-reviewer')
      const { fileId } = (await upload(day.app, token, [{ bytes: png() }])).body
      const both = { ...visit, officers: ['market-reviewer', 'market-lead'], pictures: [fileId] }
      const visited = await day.act('market-reviewer', caseNo, 'completeStep', { visit: both })
      t.match(visited.body, { status: 'DECIDING' })
      t.match(clockOf(visited, 'LEGAL'), { state: 'RUNNING', due: '2026-03-16' })
    },
  },
  {
    title: 'an extension: by the head, once, as long as the item’s law allows, told in writing',
    async run(t, day) {
      const caseNo = await taken(day)
      await day.intoReview(caseNo)
      const reason = '情况复杂，需要补充调查'
      await day.act('market-reviewer', caseNo, 'extend', { reason }, 403)
      const tooLong = await day.act('market-approver', caseNo, 'extend', { reason, days: 10 }, 422)
      t.same(codesOf(tooLong), ['EXTENSION_TOO_LONG'])
      const longer = await day.act('market-approver', caseNo, 'extend', { reason, days: 5 })
      t.match(clockOf(longer, 'LEGAL'), { due: '2026-03-23' })
      t.match(clockOf(longer, 'PROMISE'), { due: '2026-03-19' })
      await day.act('market-approver', caseNo, 'extend', { reason }, 409)
      const { data } = (await day.get('market-lead', `/v1/cases/${caseNo}/events`)).body
      t.match(data.at(-1), { type: 'extend', facts: { days: 5, unit: 'workingDay' } })
      const { paper } = (await day.paper('market-clerk', caseNo, 'extensionNotice')).body
      t.match(paper.dates, [{ date: '2026-03-19' }, { date: '2026-03-23' }], 'the new last days')
      t.match(JSON.stringify(paper), reason)
    },
  },
  {
    title: 'a denial has its reasons, and remedies that nobody can write away',
    async run(t, day) {
      const caseNo = await taken(day)
      await day.intoReview(caseNo)
      await day.act('market-reviewer', caseNo, 'completeStep', { opinion: '不符合条件' })
      await day.act('market-approver', caseNo, 'deny', { reason: '不行' }, 400)
      await day.act('market-approver', caseNo, 'deny', { reason: '。。。。。。。。。。' }, 400)
      const input = { reason: '经营场所不符合食品安全标准的要求', remedy: '无' }
      const denied = await day.act('market-approver', caseNo, 'deny', input)
      t.match(clockOf(denied, 'LEGAL'), { state: 'STOPPED', lamp: 'NONE' })
      const { paper } = (await day.paper('market-clerk', caseNo, 'denial')).body
      t.match(paper.remedies, [/60日内.*行政复议.*6个月内.*行政诉讼/])
      await day.act('market-approver', caseNo, 'close', { resultType: 'issued' }, 422)
      t.match((await day.act('market-approver', caseNo, 'close')).body, { resultType: 'returned' })
      const { data } = (await day.get('market-approver', `/v1/licences?caseNo=${caseNo}`)).body
      t.same(data, [], 'nothing was granted')
    },
  },
  {
    title: 'a case ends for a listed ground, and never because somebody says so',
    async run(t, day) {
      const caseNo = await taken(day)
      await day.intoReview(caseNo)
      const end = (ground: string, more: object, status: number) =>
        day.act('market-lead', caseNo, 'terminate', { ground, reason: '申请人已经死亡', ...more }, status)
      await end('领导说不办了', {}, 400)
      t.same(codesOf(await end('other', {}, 422)), ['REQUIRED'], 'another ground names its statute')
      t.same(codesOf(await end('other', { basis: '内部需要' }, 422)), ['NO_STATUTE'])
      await day.act('market-reviewer', caseNo, 'terminate', { ground: 'applicantGone', reason: '死亡' }, 403)
      const ended = await end('applicantGone', {}, 200)
      t.match(ended.body, { status: 'TERMINATED', tasks: [] })
      t.match(clockOf(ended, 'LEGAL'), { state: 'STOPPED' })
      const { data } = (await day.get('market-lead', `/v1/cases/${caseNo}/events`)).body
      t.match(data.at(-1), { type: 'terminate', facts: { ground: 'applicantGone' } })
      await day.paper('market-clerk', caseNo, 'terminationNotice')
    },
  },
  {
    title: 'posted: with address and number; what comes back was not delivered',
    async run(t, day) {
      const caseNo = await granted(day)
      const bare = await day.act('market-issuer', caseNo, 'deliver', { method: 'post' }, 422)
      t.match(bare.body.errors, [{ pointer: '/address' }, { pointer: '/trackingNumber' }])
      const post = { method: 'post', address: '四川省乐山市市中区示例路1号', trackingNumber: 'EA123456789CN' }
      const sent = await day.act('market-issuer', caseNo, 'deliver', { ...post, receiver: '王小二' })
      t.match(sent.body, { status: 'DELIVERED' })
      t.match(clockOf(sent, 'DELIVERY_10D'), { state: 'STOPPED', stoppedOn: '2026-03-02' })
      t.match(JSON.stringify((await day.paper('market-issuer', caseNo, 'deliveryReceipt')).body), /王小二/)
      const { elsewhere } = (await day.get('market-issuer', `/v1/cases/${caseNo}/actions`)).body
      t.match(
        elsewhere,
        [{ operationId: 'deliverPaper', title: '登记妥投', detail: /退件请以 returnMail/ }],
        'it is on its way',
      )
      await day.morningOf('2026-03-05')
      const back = await day.act('market-issuer', caseNo, 'returnMail', { reason: '邮件因地址不详被退回' })
      t.match(back.body, { status: 'CLOSED' })
      t.match(clockOf(back, 'DELIVERY_10D'), { state: 'RUNNING', startedOn: '2026-03-05', due: '2026-03-12' })
      const picked = await day.act('market-issuer', caseNo, 'deliver', {
        method: 'pickup',
        receiver: '王小二',
      })
      t.match(clockOf(picked, 'DELIVERY_10D'), { state: 'STOPPED' })
      const after = (await day.get('market-issuer', `/v1/cases/${caseNo}/actions`)).body
      t.notOk(
        after.elsewhere?.some(({ operationId }: { operationId: string }) => operationId === 'deliverPaper'),
      )
    },
  },
  {
    title: 'a licence is printed again and renewed: the same licence, with another end',
    async run(t, day) {
      const caseNo = await granted(day)
      const [licence] = (await day.get('market-approver', `/v1/licences?caseNo=${caseNo}`)).body.data
      t.match(licence, { state: 'current', validFrom: '2026-03-02', validTo: '2031-03-01' })
      const act = (name: string, body: object, status = 200) =>
        day.post('market-approver', `/v1/licences/${licence.licenceId}/${name}`, body, status)
      const printed = await act('reprint', { ground: 'lost', reason: '持证单位声明许可证正本已经遗失' })
      t.match(printed.body, { licenceNo: licence.licenceNo, validTo: licence.validTo })
      t.not(printed.body.verificationCode, licence.verificationCode, 'the lost one proves nothing')
      await day.morningOf('2031-01-06')
      const { itemCode: _item, submit: _submit, ...application } = foodCase()
      const path = `/v1/licences/${licence.licenceId}/renewals`
      const renewal = await day.post('market-clerk', path, application, 201)
      t.match(renewal.body.related, [{ relation: 'renewalOf', caseNo }])
      await day.intoReview(renewal.body.caseNo)
      await day.act('market-reviewer', renewal.body.caseNo, 'completeStep', { opinion: '符合条件' })
      await day.act('market-approver', renewal.body.caseNo, 'approve')
      await day.act('market-approver', renewal.body.caseNo, 'close')
      const after = (await day.get('market-approver', `/v1/licences/${licence.licenceId}`)).body
      t.match(after, { licenceNo: licence.licenceNo, state: 'current', validTo: '2036-03-01' })
    },
  },
  {
    title: 'who is not content is told where to go',
    async run(t, day) {
      const caseNo = await granted(day)
      await day.act('market-issuer', caseNo, 'deliver', { method: 'pickup', receiver: '王小二' })
      const { itemCode } = foodCase()
      const guide = await day.app.request('GET', `/v1/items/${itemCode}/guide`, {
        headers: { accept: 'application/json' },
      })
      t.match(guide.text, /投诉电话/)
      t.match(guide.text, /12345/)
    },
  },
]
