import { escapeHtml as e } from '../../../shared/html.js'
import type { Language } from '../../../shared/text.js'
import { fileLink, type GuideLayout, type PageContext, pageContext, table } from './guide-labels.js'
import { materialsTable } from './guide-materials.js'
import type { GuideBlock } from './guide-schemas.js'
import { colon } from './guide-words.js'
import { procedurePicture } from './procedure-picture.js'

/** One of the eight blocks as a section of the page; text of the catalogue is escaped here. */
export function guideSection(block: GuideBlock, language: Language, layout: GuideLayout): string {
  const context = pageContext(language, layout)
  return `<section id="${block.key}"><h2>${e(block.title)}</h2>${SECTIONS[block.key](block, context)}</section>`
}

const SECTIONS: Record<GuideBlock['key'], (block: GuideBlock, context: PageContext) => string> = {
  name: ({ facts = [] }) => factsList(facts),
  legalBasis: ({ legalBases = [] }) =>
    `<ol>${legalBases
      .map(({ name, article, text, ...more }) => {
        const behind = [more.number, more.issuer, more.effectiveOn].filter((each) => each !== undefined)
        const aside = behind.length === 0 ? '' : ` <small>（${e(behind.join('，'))}）</small>`
        const clause = text === undefined ? '' : `<blockquote>${e(text)}</blockquote>`
        return `<li>《${e(name)}》${e(article ?? '')}${aside}${clause}</li>`
      })
      .join('')}</ol>`,
  conditions: ({ conditions = [] }) =>
    conditions.length === 1
      ? `<p>${e(conditions[0] ?? '')}</p>`
      : `<ol>${conditions.map((each) => `<li>${e(each)}</li>`).join('')}</ol>`,
  materials: ({ materials = [] }, context) => materialsTable(materials, context),
  procedure: procedureSection,
  limit: limitSection,
  fees: feesSection,
  windowAuthority: windowsSection,
}

const factsList = (facts: NonNullable<GuideBlock['facts']>): string =>
  `<dl class="facts">${facts.map(({ title, text }) => `<div><dt>${e(title)}</dt><dd>${e(text)}</dd></div>`).join('')}</dl>`

function procedureSection({ steps = [], results = [] }: GuideBlock, context: PageContext): string {
  const { label, labelled } = context
  const rows = steps.map((step) => [
    `${step.number}. ${e(step.title)}${whose(step, context)}`,
    e(step.standard),
    e(step.result),
  ])
  const outcomes = results.map(({ sample, sampleFile, ...result }) => {
    const aside = sample === undefined ? '' : ` <small>（${labelled('sample', sample)}）</small>`
    return `<li>${e(result.name)}${whose(result, context)}${aside}${sampleFile === undefined ? '' : `<div class="files">${fileLink(sampleFile, label('sample'))}</div>`}</li>`
  })
  return [
    procedurePicture(steps, context.layout, context.language),
    table([label('step'), label('review'), label('result')], rows, 'thirds'),
    outcomes.length === 0 ? '' : `<h3>${label('result')}</h3><ul>${outcomes.join('')}</ul>`,
  ].join('')
}

/** For whom a part is, where it is not for everybody. */
const whose = ({ forWhom }: { forWhom?: string }, { labelled }: PageContext): string =>
  forWhom === undefined ? '' : `<br><small>${labelled('who', forWhom)}</small>`

function limitSection({ limits = [], specialProcedures = [] }: GuideBlock, { label }: PageContext): string {
  const shown = limits.map(({ variant, title, text, notes, basis }) => {
    const more = [notes, basis].filter((each) => each !== undefined)
    return `<div><dt>${variant === undefined ? '' : `${e(variant)} · `}${e(title)}</dt><dd><strong>${e(text)}</strong>${more.length === 0 ? '' : `<small>${e(more.join('；'))}</small>`}</dd></div>`
  })
  const special = specialProcedures.map(({ title, days, organ, basis }) => [
    e(title),
    String(days),
    e(organ ?? '—'),
    e(basis),
  ])
  const heads = [label('special'), label('days'), label('organ'), label('basis')]
  return `<dl class="limits">${shown.join('')}</dl>${special.length === 0 ? '' : table(heads, special, 'quarters')}`
}

function feesSection(
  { charged, lines, fees = [], intermediaries = [] }: GuideBlock,
  context: PageContext,
): string {
  const { label } = context
  const rows = fees.map(({ standard, legalBasis, reducible, reductionBasis, reductions = [], ...fee }) => [
    `${e(fee.name)}${whose(fee, context)}`,
    e(standard),
    e(legalBasis),
    reductions.length > 0
      ? reductions
          .map((each) => `${e(each.name)} ${each.percent} %（${e(each.basis)}）${whose(each, context)}`)
          .join('<br>')
      : e(reductionBasis ?? '') || label(reducible ? 'possible' : 'none'),
  ])
  const services = intermediaries.map(({ name, fee, limit, basis, organs }) => {
    const more = [fee, limit, organs].filter((each) => each !== undefined).join('；')
    return [e(name), e(more) || '—', e(basis)]
  })
  return [
    charged === true
      ? table([label('fee'), label('feeStandard'), label('basis'), label('reduction')], rows, 'quarters')
      : `<p><strong>${lines.map(e).join('<br>')}</strong></p>`,
    services.length === 0
      ? ''
      : table([label('intermediary'), label('feeStandard'), label('basis')], services, 'thirds'),
  ].join('')
}

function windowsSection(
  { lines, windows = [], channels = [], facts = [], faqs = [] }: GuideBlock,
  context: PageContext,
): string {
  const { label, labelled, layout } = context
  const where = (each: (typeof windows)[number]) =>
    [
      labelled('address', each.address),
      labelled('hours', each.hours),
      ...(each.telephone === undefined ? [] : [labelled('telephone', each.telephone)]),
      ...(each.directions === undefined ? [] : [labelled('directions', each.directions)]),
    ].join('<br>')
  const rows = windows.map((each) =>
    layout === 'kiosk'
      ? [`<strong>${e(each.name)}</strong><small>${where(each)}</small>`, e(each.authorityTitle)]
      : [e(each.name), e(each.authorityTitle), where(each)],
  )
  const heads =
    layout === 'kiosk'
      ? [label('window'), label('authority')]
      : [label('window'), label('authority'), `${label('address')} · ${label('hours')}`]
  const asked = faqs.map(({ question, answer }) => `<dt>${e(question)}</dt><dd>${e(answer)}</dd>`)
  return [
    `<p><strong>${e(lines[0] ?? '')}</strong></p>`,
    rows.length === 0 ? '' : table(heads, rows, 'windows'),
    factsList(facts),
    `<ul>${channels.map(({ title, text }) => `<li>${e(title)}${colon(context.language)}${e(text)}</li>`).join('')}</ul>`,
    asked.length === 0 ? '' : `<h3>${label('faqs')}</h3><dl class="faqs">${asked.join('')}</dl>`,
  ].join('')
}
