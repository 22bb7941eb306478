import { DIRECTORY_EXAMPLE } from '../../src/features/catalogue/directory/directory-example.js'
import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import type { TestApp } from './app.js'
import { foodCase } from './cases.js'
import { foodBusinessLicence } from './sample.js'

const yuan = (amount: number) => ({ amount: amount * 100, currency: 'CNY' as const })

/** A licence that costs: an examination that the decision waits for, and a certificate that closing waits for. */
export const chargedItem = (): ItemDocument => ({
  ...structuredClone(foodBusinessLicence),
  workflow: 'two-step',
  fees: {
    charged: true,
    onlinePayment: true,
    items: [
      {
        feeCode: 'examination',
        name: '审查费',
        nameEn: 'Examination',
        standard: '100元/件',
        legalBasis: '示例价〔2026〕1号',
        reducible: true,
        reductionBasis: '示例财〔2026〕2号',
        amount: yuan(100),
        blocks: 'decide',
        reductions: [
          {
            code: 'small',
            name: '小微企业减半',
            when: { '<=': [{ var: 'form.employees' }, 10] },
            percent: 50,
            basis: '示例财〔2026〕2号第一条',
          },
          {
            code: 'canteen',
            name: '单位食堂免收',
            when: { '==': [{ var: 'form.businessKind' }, 'canteen'] },
            percent: 100,
            basis: '示例财〔2026〕2号第二条',
          },
        ],
      },
      {
        feeCode: 'certificate',
        name: '证书工本费',
        standard: '5元/证',
        legalBasis: '示例价〔2026〕3号',
        reducible: false,
        when: { '==': [{ var: 'form.businessKind' }, 'catering'] },
        amount: yuan(5),
        count: { var: 'form.employees' },
        due: 'decide',
        blocks: 'close',
      },
    ],
  },
})

/** Puts the item that costs in force. */
export async function publishCharged(app: TestApp, item = chargedItem()): Promise<void> {
  const token = await app.token('cataloguer')
  const headers = { 'if-match': '*' }
  const send = async (method: string, url: string, body: object) => {
    const answer = await app.request(method, url, { token, body, headers })
    if (answer.status !== 200) throw new Error(`${url}: ${answer.text}`)
    return answer
  }
  // What the basic directory says is free costs nothing anywhere.
  const { basicCode } = item
  const known = basicCode === DIRECTORY_EXAMPLE.basicCode
  const entry = known ? DIRECTORY_EXAMPLE : (await app.request('GET', `/v1/directory/${basicCode}`)).body
  if (entry.basicCode === basicCode) {
    const written = Object.entries(entry).filter(([name]) => Object.hasOwn(DIRECTORY_EXAMPLE, name))
    const document = { ...Object.fromEntries(written), fees: { charged: true } }
    await send('PUT', `/v1/directory/${basicCode}`, document)
  }
  const url = `/v1/items/${item.itemCode}/draft`
  await send('PUT', url, item)
  await send('POST', `${url}/publish`, {})
}

/** A case of it, of so many employees. */
export function chargedCase(employees = 12, businessKind = 'catering') {
  const body = foodCase()
  return { ...body, form: { ...body.form, employees, businessKind } }
}
