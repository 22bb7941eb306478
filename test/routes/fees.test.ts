import t from 'tap'
import { giveBackOverpaid } from '../../src/features/fees/overpaid.js'
import { type Answer, startTestApp } from '../helpers/app.js'
import { createCase, transition } from '../helpers/cases.js'
import { chargedCase, chargedItem, publishCharged } from '../helpers/fees.js'
import { paymentSystem, secretOf, signed } from '../helpers/payments.js'

t.test('what a case costs', async (t) => {
  /** A statement that fails while it is set, as if the process had died there. */
  let failing: string | undefined
  const app = await startTestApp(t, {
    onQuery: (text) => {
      if (failing !== undefined && text.includes(failing)) throw new Error('killed')
    },
  })
  await publishCharged(app)
  const billOf = async ({ body }: Answer, language = 'zh-CN') =>
    (
      await app.request('GET', `/v1/cases/${body.caseNo}/bill`, {
        token: await app.token('clerk'),
        headers: { 'accept-language': language },
      })
    ).body
  const step = (
    role: Parameters<typeof transition>[1],
    last: Answer,
    action: string,
    more = {},
    status = 200,
  ) => transition(app, role, last, { action, ...more }, status)
  const accepted = async (employees?: number, kind?: string) =>
    step('clerk', await createCase(app, chargedCase(employees, kind)), 'accept')
  const eventsOf = async ({ body }: Answer): Promise<string[]> =>
    (
      await app.request('GET', `/v1/cases/${body.caseNo}/events`, { token: await app.token('clerk') })
    ).body.data.map(({ type }: { type: string }) => type)

  t.test('the checklist names what this applicant pays, by the same rule', async (t) => {
    const item = chargedCase().itemCode
    const body = { applicantType: 'legal', answers: {} }
    const { fees } = (await app.request('POST', `/v1/items/${item}/checklist`, { body })).body
    t.match(fees, { charged: true, items: [{ feeCode: 'examination' }, { feeCode: 'certificate' }] })
  })

  t.test('assessed by rules, one bill, and the decision waits for it', async (t) => {
    const created = await createCase(app, chargedCase())
    t.match(await billOf(created), {
      state: 'FORESEEN',
      total: { amount: 16000 },
      outstanding: { amount: 0 },
      lines: [{ feeCode: 'examination' }, { feeCode: 'certificate', count: 12, full: { amount: 6000 } }],
    })
    const first = await step('clerk', created, 'accept')
    const bill = await billOf(first, 'en')
    t.match(bill, {
      state: 'OPEN',
      issuedOn: '2026-03-02',
      lines: [
        { name: 'Examination', legalBasis: '示例价〔2026〕1号', amount: { amount: 10000, currency: 'CNY' } },
      ],
      outstanding: { amount: 10000 },
      paymentCode: /^[0-9A-Z]{22}$/,
    })
    t.equal(bill.lines.length, 1, 'the certificate is not due yet')
    const days = first.body.clocks.find(({ kind }: { kind: string }) => kind === 'PAYMENT')
    t.match(days, { about: bill.paymentCode, limit: { amount: 15, unit: 'day' }, state: 'RUNNING' })
    t.same((await eventsOf(first)).slice(-2), ['accept', 'bill'])
    const reviewed = await step('reviewer', await step('reviewer', first, 'startReview'), 'completeStep', {
      opinion: '同意',
    })
    const refused = await step('approver', reviewed, 'approve', {}, 409)
    t.match(refused.body, {
      code: 'FEE_OPEN',
      paymentCode: bill.paymentCode,
      amount: { amount: 10000, currency: 'CNY' },
      errors: [{ pointer: '/bill/lines/0', code: 'FEE_OPEN' }],
    })
    const { data, waiting } = (
      await app.request('GET', `/v1/cases/${first.body.caseNo}/actions`, {
        token: await app.token('approver'),
      })
    ).body
    t.match(waiting, [{ action: 'approve', paymentCode: bill.paymentCode, fees: ['examination'] }])
    t.equal(waiting.length, 1, 'what waits for money is told, with the code')
    const progress = async (language: string) =>
      (
        await app.request('POST', '/v1/progress', {
          body: { caseNo: created.body.caseNo, queryCode: created.body.queryCode },
          headers: { 'accept-language': language },
        })
      ).body.pay
    t.match(await progress('zh-CN'), {
      paymentCode: bill.paymentCode,
      amount: { amount: 10000 },
      blocks: 'decide',
      text: `请凭缴款码${bill.paymentCode}缴费100.00元，缴清后方可作出决定`,
    })
    t.match(await progress('en'), { text: /the decision waits for it$/ })
    const actions = data.map(({ action }: { action: string }) => action)
    t.notOk(actions.includes('approve'), 'and nobody is told that he could')
    t.ok(actions.includes('deny'), 'a refusal waits for no fee')
  })

  t.test('the notice tells who pays what, and why less', async (t) => {
    const small = await accepted(10)
    const { paymentCode, lines } = await billOf(small)
    t.match(lines, [
      { full: { amount: 10000 }, amount: { amount: 5000 }, reduction: { name: '小微企业减半' } },
    ])
    const documents = `/v1/cases/${small.body.caseNo}/documents`
    const token = await app.token('clerk')
    const { data } = (await app.request('GET', documents, { token })).body
    const notice = data.find(({ kind }: { kind: string }) => kind === 'paymentNotice')
    t.match(notice, { title: '缴费通知书' })
    const paper = await app.request('GET', `${documents}/${notice.documentNo}`, {
      token,
      headers: { accept: 'text/html' },
    })
    for (const words of [paymentCode, '100.00元', '减免后50.00元', '示例财〔2026〕2号第一条'])
      t.match(paper.text, words)
  })

  t.test('who is exempt from everything is asked for nothing', async (t) => {
    const exempt = await accepted(12, 'canteen')
    t.match(await billOf(exempt), {
      state: 'EXEMPT',
      lines: [{ amount: { amount: 0 }, reduction: { code: 'canteen', basis: '示例财〔2026〕2号第二条' } }],
      demands: [],
    })
    const reviewed = await step('reviewer', await step('reviewer', exempt, 'startReview'), 'completeStep', {
      opinion: '同意',
    })
    t.equal((await step('approver', reviewed, 'approve')).body.status, 'APPROVED')
  })

  t.test('a case that is taken back owes nothing', async (t) => {
    const withdrawn = await step('clerk', await accepted(), 'withdraw', { reason: '不办了' })
    t.match(await billOf(withdrawn), { state: 'CANCELLED', outstanding: { amount: 0 } })
    t.same((await eventsOf(withdrawn)).slice(-2), ['withdraw', 'cancelBill'])
  })

  const review = async (last: Answer) =>
    step('reviewer', await step('reviewer', last, 'startReview'), 'completeStep', { opinion: '同意' })
  const fresh = async ({ body }: Answer) =>
    app.request('GET', `/v1/cases/${body.caseNo}`, { token: await app.token('clerk') })
  const codeOf = async (answer: Answer): Promise<string> => (await billOf(answer)).paymentCode
  const url = await app.listen()
  const bank = paymentSystem(secretOf(app), () => url)

  t.test('who does not sign is not believed, nor who signed long ago', async (t) => {
    const told = bank.payment('T-unsigned', await codeOf(await accepted()), 10000)
    const send = (headers: Record<string, string>) =>
      app.request('POST', '/v1/payments/callback', { body: told, headers })
    const now = Math.floor(Date.now() / 1000)
    for (const [why, headers] of Object.entries({
      unsigned: {},
      forged: signed(app, told, { secret: Buffer.alloc(32) }),
      altered: signed(app, { ...told, amount: { amount: 1, currency: 'CNY' } }),
      old: signed(app, told, { at: now - 3600 }),
      early: signed(app, told, { at: now + 3600 }),
    }))
      t.match(await send(headers), { status: 401, body: { code: 'SIGNATURE_INVALID' } }, why)
    const future = { ...told, paidAt: '2126-03-02T02:00:00.000000Z' }
    const ahead = await app.request('POST', '/v1/payments/callback', {
      body: future,
      headers: signed(app, future),
    })
    t.match(ahead, { status: 422, body: { errors: [{ pointer: '/paidAt', code: 'DATE_IN_FUTURE' }] } })
    const donation = { ...told, kind: 'donation' }
    t.match(
      await app.request('POST', '/v1/payments/callback', { body: donation, headers: signed(app, donation) }),
      {
        status: 400,
        body: { errors: [{ pointer: '/kind', code: 'ENUM', message: /payment[^a-z]+refund/ }] },
      },
      'another kind is told which there are',
    )
    t.equal(
      (await send(signed(app, told))).status,
      200,
      'signed now, and nothing of the slip stands in its way',
    )
  })

  t.test('paid by the callback: once, however often it comes, and the decision goes on', async (t) => {
    const first = await accepted()
    const code = await codeOf(first)
    const reviewed = await review(first)
    t.match(await bank.asks(code), {
      status: 200,
      body: { state: 'open', amount: { amount: 10000, currency: 'CNY' }, itemName: /食品经营/ },
    })
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => bank.pays('T1', code, 10000)))
    t.same([...new Set(answers.map(({ text }) => text))].length, 1, 'the same answer, byte for byte')
    t.match(answers[0], {
      status: 200,
      body: { outcome: 'settled', billState: 'PAID', caseNo: first.body.caseNo },
    })
    t.equal(answers.filter(({ headers }) => headers['idempotency-replayed'] === 'true').length, 4)
    t.match(await billOf(first), {
      state: 'PAID',
      paid: { amount: 10000 },
      outstanding: { amount: 0 },
      demands: [{ state: 'paid', transactionNo: 'T1' }],
      surplus: [],
    })
    t.equal((await eventsOf(first)).filter((type) => type === 'pay').length, 1)
    const settled = await app.request('GET', `/v1/cases/${first.body.caseNo}`, {
      token: await app.token('clerk'),
    })
    t.match(
      settled.body.clocks.filter(({ kind }: { kind: string }) => kind === 'PAYMENT'),
      [{ state: 'STOPPED', lamp: 'NONE' }],
    )
    const receipts = async () => {
      const documents = `/v1/cases/${first.body.caseNo}/documents`
      const token = await app.token('clerk')
      const { data } = (await app.request('GET', documents, { token })).body
      const issued = data.filter(({ kind }: { kind: string }) => kind === 'paymentReceipt')
      const one = async ({ documentNo }: { documentNo: string }) =>
        (await app.request('GET', `${documents}/${documentNo}`, { token })).body
      return Promise.all(issued.map(one))
    }
    t.match(await receipts(), [{ title: '缴费凭证', officialNo: /缴凭〔2026〕\d+号$/ }], 'one receipt')
    const said = (await receipts())[0].paper.paragraphs.join()
    t.match(said, /已于2026年3月2日缴清费用人民币壹佰元整.*支付流水号：T1。.*不是发票，也不是财政票据/)
    const documents = `/v1/cases/${first.body.caseNo}/documents`
    const token = await app.token('clerk')
    const listed = (await app.request('GET', documents, { token })).body.data
    const notice = listed.find(({ kind }: { kind: string }) => kind === 'paymentNotice')
    const paid = { state: 'paid', words: /^已缴清：.*2026年3月2日缴清，无需再缴$/ }
    t.match(notice.standing, { ...paid, by: (await receipts())[0].documentNo }, 'nobody pays it twice')
    const { verificationCode } = (await app.request('GET', `${documents}/${notice.documentNo}`, { token }))
      .body
    const shown = { documentNo: notice.documentNo, code: verificationCode }
    t.match(await app.request('POST', '/v1/documents/verify', { body: shown }), { body: { standing: paid } })
    const html = { token, headers: { accept: 'text/html' } }
    t.match((await app.request('GET', `${documents}/${notice.documentNo}`, html)).text, />已缴清：/)
    t.match(await bank.pays('T1', code, 9999), { status: 409, body: { code: 'PAYMENT_DIFFERS' } })
    t.match(await bank.pays('T1', code, 10000), { status: 200 }, 'the first still counts')
    t.match(await bank.asks(code), { body: { state: 'paid' } })
    t.match(await bank.asks(`${code}0`), { status: 404, body: { code: 'PAYMENT_UNKNOWN' } })
    const approved = await step('approver', await fresh(reviewed), 'approve')
    t.match(await step('approver', approved, 'close', {}, 409), { body: { code: 'FEE_OPEN' } })
    const second = await billOf(approved)
    t.match(second, {
      state: 'OPEN',
      outstanding: { amount: 6000 },
      demands: [{ state: 'paid' }, { state: 'open' }],
    })
    t.equal((await bank.pays('T2', second.paymentCode, 6000)).status, 200)
    t.equal((await step('approver', await fresh(approved), 'close')).body.status, 'CLOSED')
  })

  t.test('money that settles nothing is told so, recorded, and kept on the case', async (t) => {
    const small = await accepted(10)
    const code = await codeOf(small)
    t.match(await bank.pays('W1', code, 4999), { status: 422, body: { code: 'PAYMENT_AMOUNT' } })
    t.match(await billOf(small), {
      state: 'OPEN',
      outstanding: { amount: 5000 },
      surplus: [{ transactionNo: 'W1', amount: { amount: 4999 }, why: 'wrongAmount' }],
    })
    t.equal((await bank.pays('W2', code, 5000)).status, 200)
    t.match(await bank.pays('W3', code, 5000), { status: 409, body: { code: 'PAYMENT_NOT_DUE' } }, 'twice')
    const dead = await accepted()
    const deadCode = await codeOf(dead)
    const voided = await step('lead', dead, 'void', { reason: '录入错误，作废本件' })
    t.match(await bank.pays('W4', deadCode, 10000), { status: 409, body: { code: 'PAYMENT_NOT_DUE' } })
    t.match(await billOf(voided), { state: 'CANCELLED', surplus: [{ transactionNo: 'W4', why: 'notDue' }] })
    t.match(await bank.pays('W5', `${deadCode.slice(0, -1)}?`.replace('?', '0'), 1), {
      status: 404,
      body: { code: 'PAYMENT_UNKNOWN' },
    })
    const list = async (role: 'lead' | 'operator', query = '') =>
      (await app.request('GET', `/v1/payments${query}`, { token: await app.token(role) })).body.data.map(
        ({ transactionNo, outcome }: Record<string, string>) => `${transactionNo} ${outcome}`,
      )
    t.same((await list('lead')).slice(0, 4), ['W4 notDue', 'W3 notDue', 'W2 settled', 'W1 wrongAmount'])
    t.same((await list('operator'))[0], 'W5 unknown', 'what means no case')
    t.same(await list('lead', '?outcome=differs'), ['T1 differs'])
    t.same(await list('lead', `?caseNo=${small.body.caseNo}`), ['W3 notDue', 'W2 settled', 'W1 wrongAmount'])
  })

  t.test('what fails between case and ledger leaves nothing, and is done when it comes again', async (t) => {
    const first = await accepted()
    const told = bank.payment('K1', await codeOf(first), 10000)
    failing = 'insert into payment_records'
    t.equal(
      (await app.request('POST', '/v1/payments/callback', { body: told, headers: signed(app, told) })).status,
      500,
    )
    failing = undefined
    t.match(await billOf(first), { state: 'OPEN', demands: [{ state: 'open' }], surplus: [] })
    t.match(await bank.tell(told), { status: 200, body: { outcome: 'settled' } })
    t.match(await billOf(first), { state: 'PAID', surplus: [] })
  })

  t.test('money goes back: in part, in whole, never more than came', async (t) => {
    const paid = await accepted()
    const { caseNo } = paid.body
    const order = async (more = {}, role: 'lead' | 'reviewer' = 'lead', key = '') =>
      app.request('POST', '/v1/refunds', {
        token: await app.token(role),
        body: { caseNo, reason: '减免核定有误', basis: '示例财〔2026〕2号', ...more },
        headers: key === '' ? {} : { 'idempotency-key': key },
      })
    const part = { amount: { amount: 4000, currency: 'CNY' } }
    t.match(await order(), { status: 409 }, 'nothing was paid')
    await bank.pays('R1', await codeOf(paid), 10000)
    t.equal((await order({}, 'reviewer')).status, 403)
    t.match(await order({ amount: { amount: 10001, currency: 'CNY' } }), {
      status: 422,
      body: { errors: [{ pointer: '/amount', code: 'MORE_THAN_PAID' }] },
    })
    const ordered = await order(part, 'lead', 'refund-1')
    t.match(ordered, { status: 201, body: { state: 'requested', paymentNo: 'R1', reason: '减免核定有误' } })
    t.equal((await order(part, 'lead', 'refund-1')).text, ordered.text, 'ordered once')
    t.match(
      await order({ amount: { amount: 6001, currency: 'CNY' } }),
      { status: 422 },
      'what is under way counts',
    )
    const { refundNo } = ordered.body
    const orders = (await bank.orders()).body.data
    t.same(
      orders.map(({ paymentNo }: { paymentNo: string }) => paymentNo),
      ['W1', 'W3', 'W4', 'R1'],
      'what settled nothing goes back without anybody asking',
    )
    t.match(orders.at(-1), { refundNo, paymentNo: 'R1', amount: { amount: 4000 } })
    t.match(await bank.tell(bank.refund('B1', refundNo, 4001)), {
      status: 422,
      body: { code: 'PAYMENT_AMOUNT' },
    })
    const answers = await Promise.all([1, 2, 3].map(() => bank.tell(bank.refund('B2', refundNo, 4000))))
    t.same(
      answers.map(({ status }) => status),
      [200, 200, 200],
    )
    t.match(await bank.tell(bank.refund('B3', refundNo, 4000)), {
      status: 409,
      body: { code: 'PAYMENT_NOT_DUE' },
    })
    t.match(await billOf(paid), { state: 'PARTLY_REFUNDED', refunded: { amount: 4000 } })
    const { data: papers } = (
      await app.request('GET', `/v1/cases/${caseNo}/documents`, { token: await app.token('lead') })
    ).body
    t.match(
      papers.filter(({ kind }: { kind: string }) => kind === 'refundReceipt'),
      [{ title: '退费凭证', content: { amount: 4000, refundedOn: '2026-03-03', transactionNo: 'B2' } }],
      'one paper of one refund, and none of what was refused',
    )
    const failed = (await order()).body
    t.match(failed, { amount: { amount: 6000 } }, 'all that is left')
    await bank.tell(bank.refund('B4', failed.refundNo, 6000, 'failed'))
    const again = (await order()).body
    await bank.tell(bank.refund('B5', again.refundNo, 6000))
    t.match(await billOf(paid), { state: 'REFUNDED', refunded: { amount: 10000 } })
    t.match(await order(), { status: 409 }, 'nothing is left')
    const token = await app.token('lead')
    const one = await app.request('GET', `/v1/refunds/${refundNo}`, { token })
    t.match(one.body, { state: 'done', transactionNo: 'B2', basis: '示例财〔2026〕2号', staffNo: undefined })
    const { data } = (await app.request('GET', `/v1/refunds?caseNo=${caseNo}`, { token })).body
    t.same(
      data.map(({ state }: { state: string }) => state),
      ['done', 'failed', 'done'],
    )
    const audited = await app.database.asOwner('select 1 from audit_log where action = $1 and object = $2', [
      'orderRefund',
      caseNo,
    ])
    t.equal(audited.length, 3)
    t.same((await eventsOf(paid)).slice(-6), [
      'requestRefund',
      'refund',
      'requestRefund',
      'refund',
      'requestRefund',
      'refund',
    ])
  })

  t.test('surplus goes back by its own number, and the bill stays paid', async (t) => {
    const paid = await accepted()
    const code = await codeOf(paid)
    await bank.pays('S1', code, 10000)
    await bank.pays('S2', code, 10000)
    const order = async (more = {}) =>
      app.request('POST', '/v1/refunds', {
        token: await app.token('approver'),
        body: { caseNo: paid.body.caseNo, reason: '重复缴费', basis: '示例财〔2026〕2号', ...more },
      })
    const url = `/v1/refunds?caseNo=${paid.body.caseNo}`
    const [ordered] = (await app.request('GET', url, { token: await app.token('lead') })).body.data
    t.match(ordered, {
      paymentNo: 'S2',
      amount: { amount: 10000 },
      state: 'requested',
      reason: /^误缴或者多缴/,
    })
    t.match(await order({ paymentNo: 'S2' }), { status: 422 }, 'it goes back already, without anybody asking')
    const { refundNo } = ordered
    await bank.tell(bank.refund('S3', refundNo, 10000, 'failed'))
    t.match(
      await order(),
      { status: 422, body: { errors: [{ pointer: '/paymentNo', code: 'WHICH_PAYMENT' }] } },
      'what failed is ordered again by people',
    )
    const again = (await order({ paymentNo: 'S2' })).body
    await bank.tell(bank.refund('S4', again.refundNo, 10000))
    t.match(await billOf(paid), {
      state: 'PAID',
      refunded: { amount: 0 },
      refunds: [{ state: 'failed' }, { state: 'done' }],
    })
  })
})

t.test(
  'what is on the bill is assessed anew when the applicant corrects what it was assessed by',
  async (t) => {
    const app = await startTestApp(t)
    const item = chargedItem()
    const [examination, certificate] = item.fees.items
    if (examination === undefined || certificate === undefined) throw new Error('it costs two things')
    const fees = { ...item.fees, items: [{ ...examination, due: 'submit' as const }, certificate] }
    await publishCharged(app, { ...item, fees })
    const token = await app.token('clerk')
    const billOf = async ({ body }: Answer) =>
      (await app.request('GET', `/v1/cases/${body.caseNo}/bill`, { token })).body
    const corrected = async (last: Answer) => {
      const items = [{ field: 'employees', reason: '从业人数与名册不符' }]
      const asked = await transition(app, 'clerk', last, { action: 'requestCorrection', items })
      return transition(app, 'clerk', asked, { action: 'submit', form: { employees: 8 } })
    }
    const url = await app.listen()
    const bank = paymentSystem(secretOf(app), () => url)
    const first = await createCase(app, chargedCase())
    const before = await billOf(first)
    t.match(before, { state: 'OPEN', outstanding: { amount: 10000 } })
    await corrected(first)
    const after = await billOf(first)
    t.match(after, {
      state: 'OPEN',
      outstanding: { amount: 5000 },
      lines: [{ amount: { amount: 5000 }, reduction: { code: 'small' } }],
      demands: [{ state: 'replaced' }, { state: 'open' }],
    })
    t.equal((await bank.pays('R1', before.paymentCode, 10000)).status, 409, 'the old code takes no money')
    t.equal((await bank.pays('R2', after.paymentCode, 5000)).status, 200)

    const second = await createCase(app, {
      ...chargedCase(),
      parties: [{ ...chargedCase().parties[0], name: '另一公司' }],
    })
    t.equal((await bank.pays('R3', (await billOf(second)).paymentCode, 10000)).status, 200)
    const again = await app.request('GET', `/v1/cases/${second.body.caseNo}`, { token })
    await corrected(again)
    t.match(await billOf(second), { state: 'PAID', overpaid: { amount: 5000 }, outstanding: { amount: 0 } })
    t.equal(await giveBackOverpaid(app.deps), 1, 'what was paid too much goes back without anybody asking')
    t.equal(await giveBackOverpaid(app.deps), 0, 'once')
    const back = await billOf(second)
    t.match(back, { refunds: [{ paymentNo: 'R3', amount: { amount: 5000 }, state: 'requested' }] })
    t.equal(back.overpaid, undefined)
    t.match((await bank.orders()).body.data, [{ paymentNo: 'R1' }, { paymentNo: 'R3' }])
  },
)
