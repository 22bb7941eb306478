import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ItemDocument } from '../src/features/catalogue/item-document.js'
import type { Entry } from '../src/features/transfer/items/entry.js'
import { SAMPLE_ITEMS } from '../test/helpers/sample.js'

/** For which trade, place or people: what the names of generated items differ by. */
const FIELDS =
  '学校 医院 餐饮 零售 物流 建筑 农业 林业 水产 旅游 文化 体育 科技 金融 保险 制造 采矿 电力 燃气 供水 环保 交通 邮政 通信 住宿 养老 托育 家政 美容 洗染 维修 租赁 广告 会展 出版 影视 网吧 棋牌 花卉 种子 饲料 兽药 农机 粮油 食盐 烟草 酒类 茶叶 药品 器械 化工 危化 烟花 民爆 消防 人防 气象 测绘 档案 社团'.split(
    ' ',
  )
const FIRST_MAIN = 20_000
const MOST_ROUNDS = 80_000

export const MOST_GENERATED = MOST_ROUNDS * SAMPLE_ITEMS.length

/**
 * The n-th generated item (from 0): the record of a sample item under a code and a name of its own. Always the same, and
 * passes the checks as its sample does.
 */
export function generatedItem(n: number): ItemDocument {
  const round = Math.floor(n / SAMPLE_ITEMS.length)
  const index = n % SAMPLE_ITEMS.length
  const sample = SAMPLE_ITEMS[index]
  if (sample === undefined || round >= MOST_ROUNDS) throw new Error(`at most ${MOST_GENERATED} items`)
  // Province and type stay; each round is a main item, each sample a sub-item.
  const main = String(FIRST_MAIN + round)
  const basicCode = `${sample.basicCode.slice(0, 4)}${main}${String(index + 1).padStart(3, '0')}`
  const itemCode = sample.itemCode.slice(0, -12) + basicCode
  const text = JSON.stringify(sample).replaceAll(sample.itemCode, itemCode)
  const field = FIELDS[round % FIELDS.length]
  const serial = round < FIELDS.length ? '' : String(Math.floor(round / FIELDS.length))
  const { nameEn = 'Item' } = sample
  return {
    ...(JSON.parse(text) as ItemDocument),
    basicCode,
    name: `${sample.name}（${field}${serial}）`,
    nameEn: `${nameEn} (${round + 1})`,
  }
}

/** As a whole entry with one version, in force from a day that every test and demo lies after. */
export function generatedEntry(n: number): Entry {
  return {
    state: 'IN_USE',
    versions: [{ version: 1, effectiveFrom: '2024-01-01', document: generatedItem(n) }],
  }
}

/** Writes generated items as whole entries, a line each: for trials. */
export async function writeGenerated(count: number, out: NodeJS.WritableStream): Promise<void> {
  if (!Number.isInteger(count) || count < 1 || count > MOST_GENERATED)
    throw new Error(`--items: a whole number up to ${MOST_GENERATED}`)
  const lines = function* () {
    for (let n = 0; n < count; n += 1) yield `${JSON.stringify(generatedEntry(n))}\n`
  }
  await pipeline(Readable.from(lines()), out, { end: false })
}
