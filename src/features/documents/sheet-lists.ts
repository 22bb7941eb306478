import { MASKED } from '../../shared/masks.js'
import { feeLines } from './fee-lines.js'
import { rolledDay, rows } from './sheet-dates.js'
import type { Line, Sheet, SheetSource } from './sheet-parts.js'
import { dayInWords, sourceInWords } from './wording.js'

/** What was received, is asked for, owed, returned or paid, as lists under a title of their own. */
export function listsOf({ content, item, kind, fees, reused = [] }: SheetSource): Sheet['lists'] {
  const materialName = (code: unknown) =>
    item.materials.find(({ materialCode }) => materialCode === code)?.name ?? '其他材料'
  const fields = (item.form.schema as { properties?: Record<string, { title?: string }> }).properties ?? {}
  const received = rows(content.received).map(({ materialCode, copies, source }) => {
    const from = reused.find((each) => each.materialCode === materialCode)
    const how = [
      sourceInWords(source),
      typeof copies === 'number' && copies > 0 ? `${copies}份` : undefined,
      from && `沿用办件${from.caseNo}已提交的文件`,
    ]
    return { text: `${materialName(materialCode)}（${how.filter(Boolean).join('，')}）` }
  })
  const asked = rows(content.items).map(({ materialCode, field, reason }): Line => {
    const what =
      materialCode === undefined ? (fields[String(field)]?.title ?? '申请表内容') : materialName(materialCode)
    return typeof reason === 'string'
      ? { text: `${what}：${reason}`, masked: `${what}：${MASKED}` }
      : { text: what }
  })
  const deferred = rows(content.deferred).map(({ materialCode, dueOn }) => ({
    text: `${materialName(materialCode)}${typeof dueOn === 'string' ? `（${dayInWords(rolledDay(content, dueOn))}前补交）` : ''}`,
  }))
  const named = (codes: unknown) =>
    (Array.isArray(codes) ? codes : []).map((code) => ({ text: materialName(code) }))
  // Of a closed case its result goes to the exit desk (结果移交).
  const handedName = (code: unknown) => (code === 'result' ? '办理结果（决定书、证照）' : materialName(code))
  const handed = rows(content.sheets).map((sheet) => ({
    text: `${handedName(sheet.materialCode)}（${countsInWords(sheet)}）`,
  }))
  return [
    { title: '收到的材料', lines: received },
    { title: '移交的材料', lines: handed },
    { title: kind === 'supplementNotice' ? '需要补充的材料' : '需要补正的全部内容', lines: asked },
    { title: '容缺后补的材料', lines: deferred },
    { title: '尚缺的材料', lines: named(content.missing) },
    { title: '退还的材料原件', lines: named(content.returned) },
    { title: '以书面承诺代替的材料', lines: named(content.pledged) },
    { title: '缴费明细', lines: fees ?? feeLines(rows(content.fees), item) },
  ].filter(({ lines }) => lines.length > 0)
}

/** 移交2份，接收1份，退回1份: what there was none of is not told. */
const countsInWords = (sheet: Record<string, unknown>): string =>
  [
    ['移交', sheet.count],
    ['接收', sheet.received],
    ['退回', sheet.refused],
    ['遗失', sheet.lost],
  ]
    .filter(([, count]) => typeof count === 'number' && count > 0)
    .map(([what, count]) => `${what}${count}份`)
    .join('，')
