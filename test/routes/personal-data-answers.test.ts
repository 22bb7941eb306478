import t from 'tap'
import { startTestApp } from '../helpers/app.js'
import { createCase } from '../helpers/cases.js'
import { exampleForm } from '../helpers/items.js'
import { grantedToken } from '../helpers/personal.js'
import { SAMPLE_ITEMS } from '../helpers/sample.js'

const item = SAMPLE_ITEMS.find(({ questions }) => questions.some(({ key }) => key === 'disabledMember'))

t.test('the answer to a personal question is masked as fields of the form are', async (t) => {
  if (item === undefined) throw new Error('the sample asks for a disabled member of the family')
  const app = await startTestApp(t)
  const created = await createCase(app, {
    itemCode: item.itemCode,
    channel: 'WINDOW',
    windowId: item.windows?.[0]?.windowId,
    parties: [
      { role: 'applicant', type: 'natural', idType: '111', name: '王小明', idNumber: '11010519491231002X' },
    ],
    answers: { disabledMember: true },
    form: exampleForm(item),
    materials: item.materials.map(({ materialCode }) => ({ materialCode, source: 'paper' })),
    submit: true,
  })
  t.equal(created.status, 201, created.text)
  const { caseNo } = created.body
  const organisation = item.organisationCode
  const token = await app.token('reviewer', { organisation })
  const masked = { answers: { disabledMember: '***' } }
  t.match((await app.request('GET', `/v1/cases/${caseNo}`, { token })).body, masked)
  t.match((await app.request('GET', `/v1/cases/${caseNo}/form`, { token })).body, masked)
  const exchange = await grantedToken(app, { role: 'exchange', organisation })
  const told = await app.request('GET', `/v1/exchange/cases/${caseNo}`, { token: exchange })
  t.match(told.body, masked)
  const why = `clear=true&purpose=${encodeURIComponent('核对')}`
  const clear = await app.request('GET', `/v1/cases/${caseNo}/form?${why}`, { token })
  t.match(clear.body, { answers: { disabledMember: true }, clear: true })
})
