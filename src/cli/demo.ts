import assert from 'node:assert/strict'
import type { Config } from '../config.js'
import { signDevToken } from '../http/dev-issuer.js'
import type { Role } from '../shared/roles.js'

// biome-ignore lint/suspicious/noExplicitAny: the demo checks each answer as a client would; a missing member fails loudly
type Body = any

interface Answer {
  status: number
  etag: string
  body: Body
}

interface Call {
  role?: Role
  subject?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Tells both stories over HTTP against a running service; throws when anything differs from what it should be. */
export async function demoCommand(config: Config, url: string): Promise<void> {
  const client = createClient(config, url)
  await onTheSpot(client)
  await twoPeople(client)
  say('\n两个办件均已走完全程。Both cases went all the way.')
}

const say = (line: string) => process.stdout.write(`${line}\n`)
const step = (line: string) => say(`  ✓ ${line}`)

type Client = (method: string, path: string, call?: Call) => Promise<Answer>

function createClient(config: Config, url: string): Client {
  return async (method, path, { role, subject, body, headers = {} } = {}) => {
    const token =
      role === undefined
        ? undefined
        : await signDevToken(config.dataDir, { role, ...(subject === undefined ? {} : { subject }) })
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        'accept-language': 'zh-CN',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      etag: response.headers.get('etag') ?? '',
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
}

async function ask(
  client: Client,
  method: string,
  path: string,
  expected: number,
  call?: Call,
): Promise<Answer> {
  const answer = await client(method, path, call)
  assert.equal(
    answer.status,
    expected,
    `${method} ${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`,
  )
  return answer
}

/** Finds the first item for a word, and a window that may do something with it. */
async function findItem(client: Client, word: string, level: string) {
  const found = await ask(client, 'GET', `/v1/items?q=${encodeURIComponent(word)}`, 200)
  const [item] = found.body.data
  const centres = await ask(client, 'GET', '/v1/centres', 200)
  const windows = await ask(client, 'GET', `/v1/centres/${centres.body.data[0].id}/windows`, 200)
  const window = windows.body.data.find((each: Body) =>
    each.authority.some(
      (authority: Body) => authority.itemCode === item.itemCode && authority.level === level,
    ),
  )
  assert.ok(window, `no window ${level} ${item.name}`)
  step(`检索“${word}” → ${item.name}（${item.typeTitle}），窗口：${window.name} ${level}`)
  return { item, window }
}

const key = () => ({ 'idempotency-key': crypto.randomUUID() })

async function act(
  client: Client,
  role: Role,
  caseNo: string,
  etag: string,
  command: object,
  status: string,
  subject?: string,
): Promise<Answer> {
  const answer = await ask(client, 'POST', `/v1/cases/${caseNo}/transitions`, 200, {
    role,
    body: command,
    headers: { 'if-match': etag },
    ...(subject === undefined ? {} : { subject }),
  })
  assert.equal(answer.body.status, status)
  return answer
}

async function onTheSpot(client: Client): Promise<void> {
  say('\n一、乐山住房公积金提取：当场办结 (housing-fund withdrawal, on the spot)')
  const { item, window } = await findItem(client, '公积金', 'decides')
  const guide = await ask(client, 'GET', `/v1/items/${item.itemCode}/guide`, 200)
  assert.deepEqual(
    guide.body.blocks.map((block: Body) => block.key),
    ['name', 'legalBasis', 'conditions', 'materials', 'procedure', 'limit', 'fees', 'windowAuthority'],
  )
  step(`办事指南八公开：${guide.body.blocks.map((block: Body) => block.title).join('、')}`)
  const path = `/v1/items/${item.itemCode}/checklist`
  const open = await ask(client, 'POST', path, 200, {
    body: { applicantType: 'natural', answers: { lender: 'bank' } },
  })
  step(`还需回答：${open.body.questions.map((question: Body) => question.title).join('、')}`)
  const answers = { lender: 'bank', withdrawal: 'first', byAgent: false }
  const list = await ask(client, 'POST', path, 200, { body: { applicantType: 'natural', answers } })
  step(
    `${list.body.situationTitle}：${list.body.materials.map((material: Body) => material.name).join('、')}`,
  )
  const form = {
    loanYear: 2023,
    amountRequested: yuan(9000),
    repaidThisYear: yuan(12_000),
    withdrawnBefore: yuan(0),
    repaidTotal: yuan(40_000),
  }
  const application = {
    itemCode: item.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: window.id,
    answers,
    parties: [
      {
        role: 'applicant',
        type: 'natural',
        name: '李小敏',
        idType: '111',
        idNumber: '11010519491231002X',
        mobile: '13800001234',
      },
    ],
    form,
    materials: list.body.materials.map((material: Body) => ({
      materialCode: material.materialCode,
      source: 'paper',
    })),
  }
  const tooMuch = await ask(client, 'POST', '/v1/cases', 422, {
    role: 'clerk',
    headers: key(),
    body: { ...application, form: { ...form, amountRequested: yuan(13_000) } },
  })
  step(`超过限额被拒：${tooMuch.body.errors[0].message}`)
  const created = await ask(client, 'POST', '/v1/cases', 201, {
    role: 'clerk',
    headers: key(),
    body: application,
  })
  const { caseNo, queryCode } = created.body
  assert.equal(created.body.parties[0].idNumber, '110105********002X')
  step(`收件 ${caseNo}，${created.body.statusTitle}，身份证号已脱敏 ${created.body.parties[0].idNumber}`)
  const actions = await ask(client, 'GET', `/v1/cases/${caseNo}/actions`, 200, { role: 'clerk' })
  const foreseen = actions.body.data.find((each: Body) => each.action === 'handleOnTheSpot').foreseen
  step(
    `操作前可预知：当场办结 → ${foreseen.status}，文书 ${foreseen.documents.map((document: Body) => document.title).join('、')}`,
  )
  const closed = await act(client, 'clerk', caseNo, created.etag, { action: 'handleOnTheSpot' }, 'CLOSED')
  const events = await ask(client, 'GET', `/v1/cases/${caseNo}/events`, 200, { role: 'clerk' })
  assert.deepEqual(
    events.body.data.map((event: Body) => event.type),
    ['submit', 'accept', 'startReview', 'completeStep', 'approve', 'close'],
  )
  step(`当场办结，过程逐项留痕：${events.body.data.map((event: Body) => event.title).join('→')}`)
  await act(client, 'issuer', caseNo, closed.etag, { action: 'deliver', method: 'pickup' }, 'DELIVERED')
  const progress = await ask(client, 'POST', '/v1/progress', 200, { body: { caseNo, queryCode } })
  step(`送达；进度查询：${progress.body.statusText}`)
}

async function twoPeople(client: Client): Promise<void> {
  say('\n二、食品经营许可：一人审查、另一人决定 (food-business licence, four eyes)')
  const { item, window } = await findItem(client, '食品经营', 'accepts')
  const full = await ask(client, 'GET', `/v1/items/${item.itemCode}`, 200)
  const { properties, required } = full.body.form.schema
  const list = await ask(client, 'POST', `/v1/items/${item.itemCode}/checklist`, 200, {
    body: { applicantType: 'legal', answers: {} },
  })
  const materials = list.body.materials.map((material: Body) => ({
    materialCode: material.materialCode,
    source: 'paper',
  }))
  const application = {
    itemCode: item.itemCode,
    submit: true,
    channel: 'WINDOW',
    windowId: window.id,
    parties: [
      {
        role: 'applicant',
        type: 'legal',
        name: '乐山示例餐饮有限公司',
        idType: 'USCC',
        idNumber: '91350100M000100Y43',
      },
    ],
    form: Object.fromEntries(required.map((name: string) => [name, properties[name].examples[0]])),
    materials: materials.slice(1),
  }
  const created = await ask(client, 'POST', '/v1/cases', 201, {
    role: 'clerk',
    headers: key(),
    body: application,
  })
  const { caseNo } = created.body
  step(`收件 ${caseNo}，缺少：${created.body.missing.map((material: Body) => material.name).join('、')}`)
  const missing = created.body.missing[0].materialCode
  const told = await act(
    client,
    'clerk',
    caseNo,
    created.etag,
    { action: 'requestCorrection', items: [{ materialCode: missing, reason: '请补交申请书' }] },
    'AWAITING_CORRECTION',
  )
  const back = await act(
    client,
    'clerk',
    caseNo,
    told.etag,
    { action: 'submit', materials: [{ materialCode: missing, source: 'paper' }] },
    'SUBMITTED',
  )
  step('一次性告知补正，补齐后重新收件')
  const accepted = await act(client, 'clerk', caseNo, back.etag, { action: 'accept' }, 'ACCEPTED')
  const promise = accepted.body.clocks.find((clock: Body) => clock.kind === 'PROMISE')
  step(`受理：承诺时限 ${promise.limit.amount} 个工作日，至 ${promise.due}`)
  const started = await act(client, 'reviewer', caseNo, accepted.etag, { action: 'startReview' }, 'REVIEWING')
  const paused = await act(
    client,
    'reviewer',
    caseNo,
    started.etag,
    { action: 'startSpecial', kind: 'siteVisit', estimatedDays: 5, basis: '《行政许可法》第四十五条' },
    'SPECIAL_PROCEDURE',
  )
  const resumed = await act(
    client,
    'reviewer',
    caseNo,
    paused.etag,
    { action: 'endSpecial', result: '现场核查合格' },
    'REVIEWING',
  )
  step('现场核查：时限暂停后恢复')
  const reviewed = await act(
    client,
    'reviewer',
    caseNo,
    resumed.etag,
    { action: 'completeStep', opinion: '符合条件' },
    'DECIDING',
  )
  const refused = await ask(client, 'POST', `/v1/cases/${caseNo}/transitions`, 409, {
    role: 'approver',
    subject: 'dev-reviewer',
    headers: { 'if-match': reviewed.etag },
    body: { action: 'approve' },
  })
  step(`审查人不能自己决定：${refused.body.detail}`)
  const approved = await act(client, 'approver', caseNo, reviewed.etag, { action: 'approve' }, 'APPROVED')
  const closed = await act(client, 'approver', caseNo, approved.etag, { action: 'close' }, 'CLOSED')
  await act(client, 'issuer', caseNo, closed.etag, { action: 'deliver', method: 'electronic' }, 'DELIVERED')
  step(`${approved.body.statusTitle}→办结→送达，结果类型 ${closed.body.resultType}`)
  const clocks = await ask(client, 'GET', `/v1/cases/${caseNo}/clocks`, 200, { role: 'clerk' })
  const explained = clocks.body.data.find((clock: Body) => clock.kind === 'PROMISE')
  assert.ok(explained.days.length >= promise.limit.amount)
  for (const day of explained.days.slice(0, 8))
    say(
      `      ${day.date} ${day.counted ? `第 ${day.number} 日` : '不计'} ${day.reason}${day.basis === undefined ? '' : ` ${day.basis}`}`,
    )
  const feed = await ask(client, 'GET', '/v1/exchange/changes?limit=1000&wait=5', 200, { role: 'exchange' })
  step(
    `数据交换：变更流读到第 ${feed.body.readTo} 条，含本件 ${feed.body.data.filter((event: Body) => event.caseNo === caseNo).length} 条`,
  )
}

const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' })
