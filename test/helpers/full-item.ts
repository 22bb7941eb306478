import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { LESHAN_ITEM_CODE, TOP_ORGANISATION } from '../../src/shared/sample-codes.js'
import type { TestApp } from './app.js'
import { leshanHousingFund } from './sample.js'

/** The Leshan item with every member that a guide can show; `word` stands in each of its free texts, as far as it fits. */
export function fullItem(word: string): ItemDocument {
  const text = (name: string) => `${name} ${word}`.slice(0, 100)
  return {
    ...leshanHousingFund,
    name: text('名称'),
    nameEn: text('Name'),
    legalBases: [
      {
        name: text('法'),
        kind: 'law',
        issuer: text('颁布机关'),
        number: '1号',
        article: '第一条',
        text: text('条款'),
      },
    ],
    conditions: [text('条件一'), text('条件二')],
    quantityLimit: text('数量'),
    materials: leshanHousingFund.materials.map((material) => ({
      ...material,
      name: text(material.name),
      nameEn: text('Material'),
      paperSize: 'A4',
      sourceNote: text('来源'),
      issuer: text('出具机构'),
      acceptanceStandard: text('标准'),
      fillingNotes: text('须知'),
      legalBasis: text(`依据${material.materialCode}`),
    })),
    procedure: ['受理', '审查', '决定', '送达'].map((title) => ({
      title: `${title}${word}`.slice(0, 100),
      stage: 'review' as const,
      role: `人员${word}`.slice(0, 100),
      limit: `一日${word}`.slice(0, 100),
      standard: text('标准'),
      result: text('结果'),
    })),
    results: [{ name: text('结果'), type: 'approval', sample: text('样本') }],
    fees: {
      charged: true,
      onlinePayment: true,
      items: [
        {
          name: text('费'),
          standard: text('十元'),
          legalBasis: text('依据'),
          reducible: true,
          reductionBasis: text('减免'),
        },
      ],
    },
    intermediaries: [
      { name: text('中介'), basis: text('依据'), organs: text('机构'), fee: text('费用'), limit: '三日' },
    ],
    specialProcedures: [{ kind: 'hearing', days: 20, basis: text('依据'), organ: text('机构') }],
    windowAuthority: text('权限'),
    windows: [
      {
        name: text('窗口'),
        address: text('地址'),
        hours: text('时间'),
        telephone: '0833-1234567',
        directions: text('交通'),
        authority: 'decides',
      },
      { name: text('乡镇窗口'), address: text('地址'), hours: text('时间'), authority: 'advises' },
    ],
    consultation: [text('咨询 0833-1234567')],
    complaints: [text('投诉 0833-7654321')],
    faqs: [{ question: text('问'), answer: text('答') }],
    remarks: text('备注'),
  }
}

/** Publishes a document as the next version of the Leshan item, after a directory entry that fixes no more than it says. */
export async function publishLeshan(app: TestApp, document: ItemDocument): Promise<void> {
  const token = await app.token('cataloguer')
  const item = `/v1/items/${LESHAN_ITEM_CODE}`
  const headers = { 'if-match': '*' }
  const { basicCode, name, type, level, legalBases } = document
  const fixed = await app.request('PUT', `/v1/directory/${basicCode}`, {
    token,
    body: { basicCode, organisationCode: TOP_ORGANISATION, name, type, levels: [level], legalBases },
    headers,
  })
  if (fixed.status !== 200) throw new Error(fixed.text)
  const changed = await app.request('PUT', `${item}/draft`, { token, body: document, headers })
  if (changed.status !== 200) throw new Error(changed.text)
  const published = await app.request('POST', `${item}/draft/publish`, { token, body: {} })
  if (published.status !== 200) throw new Error(published.text)
}
