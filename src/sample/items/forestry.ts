import { COUNTY_FORESTRY, TOWN_GOVERNMENT } from '../../shared/sample-codes.js'
import { count, formOf, longText, number, ofForm, personal, rule, text } from '../build/fields.js'
import { LICENCE_LIMIT, LICENCE_SPECIAL, law, published } from '../build/laws.js'
import { certificate, core, deferrable, form, identityCard, inSituations, paper } from '../build/materials.js'
import { extraStep } from '../build/procedure.js'
import { is, situation, yesNo } from '../build/questions.js'
import { sampleItem } from '../build/sample-item.js'

const felling = sampleItem({
  organ: COUNTY_FORESTRY,
  serial: '51001',
  name: '林木采伐许可证核发',
  nameEn: 'Licence to fell trees',
  synonyms: ['砍树', '采伐证', '林木采伐'],
  type: '01',
  themes: { natural: ['环保绿化'], legal: ['农林牧渔'] },
  legalBases: [
    law(
      '森林法',
      '第五十六条',
      '采伐林地上的林木应当申请采伐许可证，并按照采伐许可证的规定进行采伐；采伐自然保护区以外的竹林，不需要申请采伐许可证，但应当符合林木采伐技术规程。',
    ),
    law('森林法', '第五十七条'),
  ],
  conditions: ['采伐林地上的林木，符合采伐限额和采伐技术规程。'],
  questions: [
    yesNo('smallAmount', [
      '采伐个人林木、蓄积不超过15立方米吗？',
      'Are they your own trees, of no more than 15 cubic metres?',
    ]),
  ],
  situations: [
    situation('promise', ['告知承诺', 'by a promise'], is('smallAmount', true)),
    situation('usual', ['一般程序', 'usual procedure'], is('smallAmount', false)),
  ],
  materials: [
    core(
      form(
        'felling-form',
        '林木采伐申请书（含采伐地点、林种、树种、面积、蓄积、方式、更新措施）',
        'Application',
        { legalBasis: '《森林法》第五十八条' },
      ),
    ),
    identityCard,
    ...inSituations(
      ['usual'],
      certificate('forest-title', '林木权属证明', 'Title to the trees', {
        legalBasis: '《森林法》第五十八条',
      }),
    ),
    ...inSituations(['promise'], form('felling-promise', '告知承诺书', 'Promise')),
  ],
  statutory: LICENCE_LIMIT,
  promised: 8,
  windows: { forestry: 'accepts', hallPermits: 'accepts' },
  result: '林木采伐许可证',
  specialProcedures: [
    {
      kind: 'siteVisit',
      days: 10,
      basis: '《森林法》第五十九条；《中华人民共和国行政许可法》第四十五条',
      charged: false,
    },
  ],
  form: formOf({
    place: text('采伐地点', '示例一村三组示例坡'),
    species: text('树种', '柏木'),
    volume: number('采伐蓄积（立方米）', 12),
    renewal: longText('更新措施', '采伐后一年内补植'),
  }),
  rules: [
    rule(
      'small-volume',
      { '<=': [ofForm('volume'), 15] },
      'volume',
      '告知承诺办理的蓄积不超过15立方米',
      'By a promise no more than 15 cubic metres',
      is('smallAmount', true),
    ),
  ],
  faqs: [
    {
      question: '采伐房前屋后的零星树木需要许可吗？',
      answer: '农村居民采伐自留地和房前屋后个人所有的零星林木，不需要申请采伐许可证。',
    },
  ],
})

const forestLand = sampleItem({
  organ: COUNTY_FORESTRY,
  serial: '51002',
  name: '临时使用林地审批',
  nameEn: 'Approval of the temporary use of forest land',
  synonyms: ['占用林地', '临时用林地'],
  type: '01',
  themes: { natural: ['环保绿化'], legal: ['农林牧渔'] },
  legalBases: [
    law(
      '森林法',
      '第三十八条',
      '需要临时使用林地的，应当经县级以上人民政府林业主管部门批准；临时使用林地的期限一般不超过二年，并不得在临时使用的林地上修建永久性建筑物。',
    ),
  ],
  conditions: ['临时使用林地期限一般不超过二年，不得修建永久性建筑物。'],
  materials: [
    core(form('forest-land-form', '使用林地申请表', 'Application')),
    identityCard,
    paper('restoration-plan', '恢复林业生产条件的方案', 'Plan of restoration'),
  ],
  statutory: LICENCE_LIMIT,
  promised: 10,
  windows: { forestry: 'collects', hallPermits: 'accepts' },
  result: '准予行政许可决定书',
  resultType: 'approval',
  specialProcedures: [{ kind: 'siteVisit', days: 10, basis: LICENCE_SPECIAL }],
  form: formOf({
    place: text('林地位置', '示例一村示例坡'),
    area: number('面积（公顷）', 0.5),
    months: count('使用期限（月）', 12),
    purpose: text('用途', '电力线路施工'),
  }),
  rules: [
    rule(
      'two-years',
      { '<=': [ofForm('months'), 24] },
      'months',
      '临时使用林地的期限一般不超过二年',
      'Two years at most',
    ),
  ],
})

const forestDispute = sampleItem({
  organ: TOWN_GOVERNMENT,
  serial: '61902',
  name: '林木、林地权属争议裁决',
  nameEn: 'Ruling on a dispute over trees and forest land',
  synonyms: ['山林纠纷', '林权争议', '林地纠纷'],
  type: '09',
  themes: { natural: ['司法公证'] },
  legalBases: [
    law(
      '森林法',
      '第二十二条',
      '个人之间、个人与单位之间发生的林木所有权和林地使用权争议，由乡镇人民政府或者县级以上人民政府依法处理。',
    ),
  ],
  conditions: ['个人之间、个人与单位之间发生的林木所有权和林地使用权争议。'],
  materials: [
    core(form('dispute-application', '林权争议处理申请书', 'Application for a ruling')),
    identityCard,
    paper('evidence', '证明权属的证据材料', 'Evidence'),
    deferrable(paper('sketch', '争议区域草图', 'Sketch of the area')),
  ],
  statutory: published(90),
  promised: 60,
  visit: '须到场参加调查和调解',
  windows: { forestry: 'accepts' },
  result: '林权争议处理决定书',
  resultType: 'approval',
  more: [extraStep(['调解', 'Mediation'], '镇人民政府', '先行调解', '调解书或者调解不成的记录')],
  form: formOf({
    other: personal(text('对方当事人', '张示例')),
    place: text('争议林地位置', '示例坡'),
    claim: longText('处理请求', '确认争议林木归申请人所有'),
  }),
})

/** 林业: felling, forest land, disputes. */
export const FORESTRY_ITEMS = [felling, forestLand, forestDispute]
