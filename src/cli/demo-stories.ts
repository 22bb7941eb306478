import assert from 'node:assert/strict'
import type { RequestBody } from '../../client/index.js'
import { identityCardCheckCharacter } from '../shared/codes/identity-card.js'
import {
  act,
  attempt,
  create,
  findItem,
  ok,
  type People,
  refused,
  say,
  seen,
  step,
  there,
} from './demo-client.js'

const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' as const })

/** The Leshan housing-fund withdrawal: looked for, asked about, handed in and handled in one go. */
export async function onTheSpot(people: People): Promise<void> {
  const { anyone, as } = people
  say('\n一、乐山住房公积金提取：当场办结 (housing-fund withdrawal, on the spot)')
  const { itemCode, windowId } = await findItem(people, '公积金', 'decides')
  const path = { itemCode }
  const guide = ok(await anyone.GET('/v1/items/{itemCode}/guide', { params: { path } }))
  assert.deepEqual(
    guide.blocks.map((block) => block.key),
    ['name', 'legalBasis', 'conditions', 'materials', 'procedure', 'limit', 'fees', 'windowAuthority'],
  )
  step(`办事指南八公开：${guide.blocks.map((block) => block.title).join('、')}`)
  const ask = async (answers: Record<string, string | boolean>) =>
    ok(
      await anyone.POST('/v1/items/{itemCode}/checklist', {
        params: { path },
        body: { applicantType: 'natural', answers },
      }),
    )
  const questions = there((await ask({ lender: 'bank' })).questions, 'questions')
  step(`还需回答：${questions.map((question) => question.title).join('、')}`)
  const answers = { lender: 'bank', withdrawal: 'first', byAgent: false }
  const list = await ask(answers)
  const materials = there(list.materials, 'materials')
  step(`${list.situationTitle}：${materials.map((material) => material.name).join('、')}`)
  const form = {
    loanYear: 2023,
    amountRequested: yuan(9000),
    repaidThisYear: yuan(12_000),
    withdrawnBefore: yuan(0),
    repaidTotal: yuan(40_000),
  }
  const idNumber = somebody()
  const application: RequestBody<'createCase'> = {
    itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId,
    answers,
    parties: [
      {
        role: 'applicant',
        type: 'natural',
        name: '李小敏',
        idType: '111',
        idNumber,
        mobile: '13800001234',
      },
    ],
    form,
    materials: materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
  }
  const tooMuch = { ...application, form: { ...form, amountRequested: yuan(13_000) } }
  step(`超过限额被拒：${refused(await create(as('clerk'), tooMuch), 422).errors?.[0]?.message}`)
  const answer = await create(as('clerk'), application)
  const { caseNo, queryCode, statusTitle, parties } = ok(answer)
  assert.equal(parties[0]?.idNumber, `${idNumber.slice(0, 6)}********${idNumber.slice(-4)}`)
  step(`收件 ${caseNo}，${statusTitle}，身份证号已脱敏 ${parties[0]?.idNumber}`)
  const params = { path: { caseNo } }
  const actions = ok(await as('clerk').GET('/v1/cases/{caseNo}/actions', { params })).data
  const { foreseen } = there(
    actions.find((each) => each.action === 'handleOnTheSpot'),
    'handleOnTheSpot',
  )
  const documents = foreseen.documents.map((document) => document.title).join('、')
  step(`操作前可预知：当场办结 → ${foreseen.status}，文书 ${documents}`)
  const closed = await act(as('clerk'), seen(answer), { action: 'handleOnTheSpot' }, 'CLOSED')
  const events = ok(await as('clerk').GET('/v1/cases/{caseNo}/events', { params })).data
  assert.deepEqual(
    events.map((event) => event.type),
    ['submit', 'accept', 'startReview', 'completeStep', 'approve', 'close'],
  )
  step(`当场办结，过程逐项留痕：${events.map((event) => event.title).join('→')}`)
  await act(as('issuer'), closed, { action: 'deliver', method: 'pickup' }, 'DELIVERED')
  const progress = ok(await anyone.POST('/v1/progress', { body: { caseNo, queryCode } }))
  step(`送达；进度查询：${progress.statusText}`)
}

/** Another person at each run, since the fund pays once a year. */
function somebody(): string {
  const serial = String(Date.now() % 1000).padStart(3, '0')
  const day = new Date(Date.UTC(1950, 0, 1) + (Date.now() % 15_000) * 86_400_000).toISOString().slice(0, 10)
  const first17 = `110105${day.replaceAll('-', '')}${serial}`
  return `${first17}${identityCardCheckCharacter(first17)}`
}

/** The food-business licence: something is missing, samples are inspected, one reviews and another decides. */
export async function twoPeople(people: People): Promise<void> {
  const { as } = people
  say('\n二、食品经营许可：一人审查、另一人决定 (food-business licence, four eyes)')
  const application = await foodApplication(people)
  const [left, ...materials] = application.materials ?? []
  const { materialCode } = there(left, 'a material')
  const created = seen(await create(as('clerk'), { ...application, materials }))
  const { caseNo, missing } = created.body
  step(`收件 ${caseNo}，缺少：${missing.map((material) => material.name).join('、')}`)
  assert.equal(missing[0]?.materialCode, materialCode)
  const items = [{ materialCode, reason: '请补交申请书' }]
  const told = await act(as('clerk'), created, { action: 'requestCorrection', items }, 'AWAITING_CORRECTION')
  const supplied = { action: 'submit' as const, materials: [{ materialCode, source: 'paper' as const }] }
  const back = await act(as('clerk'), told, supplied, 'SUBMITTED')
  step('一次性告知补正，补齐后重新收件')
  const accepted = await act(as('clerk'), back, { action: 'accept' }, 'ACCEPTED')
  const promise = there(
    accepted.body.clocks.find((clock) => clock.kind === 'PROMISE'),
    'the promised limit',
  )
  step(`受理：承诺时限 ${promise.limit.amount} 个工作日，至 ${promise.due}`)
  const reviewer = as('reviewer')
  const started = await act(reviewer, accepted, { action: 'startReview' }, 'REVIEWING')
  const sample = { kind: 'inspection' as const, estimatedDays: 5, basis: '《行政许可法》第四十五条' }
  const paused = await act(reviewer, started, { action: 'startSpecial', ...sample }, 'SPECIAL_PROCEDURE')
  const result = '样品检验合格'
  const resumed = await act(reviewer, paused, { action: 'endSpecial', result }, 'REVIEWING')
  step('样品检验：时限暂停后恢复')
  const opinion = '符合条件'
  const reviewed = await act(reviewer, resumed, { action: 'completeStep', opinion }, 'DECIDING')
  const sameMan = await attempt(as('approver', 'dev-reviewer'), reviewed, { action: 'approve' })
  step(`审查人不能自己决定：${refused(sameMan, 409).detail}`)
  const approved = await act(as('approver'), reviewed, { action: 'approve' }, 'APPROVED')
  const closed = await act(as('approver'), approved, { action: 'close' }, 'CLOSED')
  await act(as('issuer'), closed, { action: 'deliver', method: 'electronic' }, 'DELIVERED')
  step(`${approved.body.statusTitle}→办结→送达，结果类型 ${closed.body.resultType}`)
  await explain(people, caseNo, promise.limit.amount)
}

/** Complete, with the values that the item's own form gives as examples. */
async function foodApplication(people: People): Promise<RequestBody<'createCase'>> {
  const { anyone } = people
  const { itemCode, windowId } = await findItem(people, '食品经营', 'accepts')
  const path = { itemCode }
  const item = ok(await anyone.GET('/v1/items/{itemCode}', { params: { path } }))
  const { properties, required } = item.form.schema as {
    properties: Record<string, { examples: unknown[] }>
    required: string[]
  }
  const list = ok(
    await anyone.POST('/v1/items/{itemCode}/checklist', {
      params: { path },
      body: { applicantType: 'legal', answers: {} },
    }),
  )
  return {
    itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId,
    parties: [
      {
        role: 'applicant',
        type: 'legal',
        name: '乐山示例餐饮有限公司',
        idType: 'USCC',
        idNumber: '91350100M000100Y43',
      },
    ],
    form: Object.fromEntries(required.map((name) => [name, properties[name]?.examples[0]])),
    materials: there(list.materials, 'materials').map(({ materialCode }) => ({
      materialCode,
      source: 'paper',
    })),
  }
}

/** The clocks day by day, and the case in the change feed. */
async function explain({ as }: People, caseNo: string, days: number): Promise<void> {
  const params = { path: { caseNo } }
  const clocks = ok(await as('clerk').GET('/v1/cases/{caseNo}/clocks', { params })).data
  const explained = there(
    clocks.find((clock) => clock.kind === 'PROMISE'),
    'the clock',
  )
  assert.ok(explained.days.length >= days)
  for (const { date, counted, number, reason, basis = '' } of explained.days.slice(0, 8))
    say(`      ${date} ${counted ? `第 ${number} 日` : '不计'} ${reason} ${basis}`.trimEnd())
  const query = { limit: 1000, wait: 5 }
  const feed = ok(await as('exchange').GET('/v1/exchange/changes', { params: { query } }))
  const own = feed.data.filter((event) => event.caseNo === caseNo).length
  step(`数据交换：变更流读到第 ${feed.readTo} 条，含本件 ${own} 条`)
}
