import type { ItemDocument } from '../../src/features/catalogue/item-document.js'
import { foodBusinessLicence } from './sample.js'

const STAGES = ['accept', 'review', 'decide', 'deliver'] as const

/** A licence that leaves nothing unsaid: no check finds anything in it. */
export function completeItem(): ItemDocument {
  const item = structuredClone(foodBusinessLicence)
  const [application, ...others] = item.materials
  if (application === undefined) throw new Error('the sample has lost its materials')
  return {
    ...item,
    organNature: '1',
    powerSource: '1',
    handlingForms: ['1', '2'],
    scope: '4',
    services: { onlineDepth: '6' },
    themes: { natural: ['070'], legal: ['020'] },
    procedure: STAGES.flatMap((stage) => item.procedure.find((step) => step.stage === stage) ?? []),
    questions: [
      {
        key: 'purpose',
        title: '您要办什么？',
        options: [
          { value: 'first', title: '新办' },
          { value: 'change', title: '变更' },
        ],
      },
      {
        key: 'moved',
        title: '经营场所是否变更？',
        when: { '==': [{ var: 'answers.purpose' }, 'change'] },
      },
    ],
    situations: [
      { key: 'new-licence', title: '新办', when: { '==': [{ var: 'answers.purpose' }, 'first'] } },
      { key: 'changed', title: '变更', when: { '==': [{ var: 'answers.purpose' }, 'change'] } },
    ],
    materials: [
      { ...application, core: true },
      ...others,
      {
        ...application,
        materialCode: 'old-licence',
        name: '原许可证',
        situations: ['changed'],
        when: { '==': [{ var: 'answers.moved' }, true] },
      },
    ],
    variants: [
      {
        variantCode: `${item.itemCode}01`,
        kind: 'new',
        name: '食品经营许可新办',
        situations: ['new-licence'],
      },
      {
        variantCode: `${item.itemCode}02`,
        kind: 'change',
        name: '食品经营许可变更',
        situations: ['changed'],
        limits: {
          statutory: { amount: 1, unit: 'month', basis: '《食品经营许可和备案管理办法》', toVerify: true },
          promised: { amount: 10, unit: 'workingDay' },
        },
      },
    ],
    windows: [
      {
        name: '市场监管窗口',
        address: '示例路1号',
        hours: '工作日 9:00—17:00',
        telephone: '0833-2100312',
        authority: 'accepts',
      },
    ],
    fees: {
      charged: true,
      onlinePayment: true,
      items: [
        {
          name: '工本费',
          standard: '10 元',
          legalBasis: '示例文件第一条',
          reducible: true,
          reductionBasis: '示例文件第二条',
        },
      ],
    },
    form: {
      ...item.form,
      bindings: [{ pointer: '/form/businessName', register: 'legal-entities', path: 'name' }],
    },
    rules: [
      {
        key: 'staff',
        when: { '!!': [{ var: 'form.employees' }] },
        must: { '>': [{ var: 'form.employees' }, 0] },
        pointer: '/form/employees',
        message: { zh: '人数应大于零', en: 'Somebody must work there' },
      },
    ],
  }
}
