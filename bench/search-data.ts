import { publicationTokens } from '../src/features/publications/publication.js'
import { type EntryGroup, type EntryKind, groupRow } from '../src/features/search/entry.js'

/** Names as a province has them: what it is about, and what is done. Deterministic. */
const OBJECTS =
  `食品经营 食品生产 药品零售 药品批发 医疗器械经营 道路旅客运输 道路货物运输 危险化学品经营 危险化学品生产 林木采伐
取水 河道采砂 建筑工程施工 建设用地规划 建设工程规划 城市排水 燃气经营 民办学校设立 校外培训机构 幼儿园设立 医疗机构执业 医师执业
护士执业 公共场所卫生 饮用水供水单位卫生 放射诊疗 个体工商户 企业设立 农民专业合作社 社会团体成立 民办非企业单位 基金会设立 宗教活动场所
出版物零售 印刷经营 电影放映 营业性演出 娱乐场所经营 互联网上网服务 旅行社经营 导游资格 体育场所经营 高危险性体育项目 兽药经营 种子生产经营
农药经营 动物诊疗 动物防疫条件 生猪定点屠宰 水产苗种 渔业捕捞 渔业船舶 木材运输 野生动物驯养 采矿权 探矿权 测绘资质 不动产 国有土地使用权
房地产开发企业资质 商品房预售 物业服务 住房公积金缴存 住房公积金提取 住房公积金贷款 保障性住房 廉租住房租赁补贴 城镇职工养老保险 城乡居民养老保险
城镇职工医疗保险 城乡居民医疗保险 失业保险金 工伤保险 生育保险 社会保障卡 灵活就业 创业担保贷款 就业困难人员 劳务派遣经营 人力资源服务
职业技能鉴定 专业技术资格 最低生活保障 特困人员供养 临时救助 医疗救助 残疾人证 残疾人两项补贴 高龄津贴 养老机构 孤儿基本生活 收养子女
婚姻 户口迁移 户口注销 居民身份证 居住证 护照 往来港澳通行证 机动车 机动车驾驶证 保安服务 旅馆业特种行业 公章刻制 爆破作业 烟花爆竹经营
消防安全检查 特种设备使用 特种设备作业人员 计量器具 检验检测机构 工业产品生产 广播电视节目制作 卫星电视接收 户外广告设置 城市建筑垃圾处置
占用城市道路 挖掘城市道路 砍伐城市树木 污水排入管网 环境影响评价 排污 危险废物经营 辐射安全 水土保持方案 防洪影响评价`.split(
    /\s+/,
  )
const ACTS =
  `许可 备案 登记 变更登记 注销登记 审批 核准 年度检验 延续 补办 资格认定 资格确认 补贴申领 证明开具 信息查询 信息变更 初审 验收
设立审批 变更审批 终止审批 缴费 转移接续 待遇核定 换证`.split(/\s+/)
const PARTS = ['新办', '变更', '延续']
const QUESTIONS = ['需要多长时间', '需要带什么材料', '要交多少钱', '可以在网上办吗', '可以请别人代办吗']
const FLAVOURS = [
  { handling: 'promised', audiences: ['1'] },
  { handling: 'promised', audiences: ['2', '3', '4', '6'] },
  { handling: 'onTheSpot', audiences: ['1', '2'] },
]
const TYPES: Record<string, string> = {
  许可: '01',
  审批: '01',
  核准: '01',
  登记: '07',
  认定: '07',
  确认: '07',
  补贴: '05',
}

const NAMES = OBJECTS.flatMap((object) => ACTS.map((act) => object + act)).slice(0, 3000)

export const ANSWER = '请到窗口咨询，或者拨打电话。'

function groupOf(kind: EntryKind, name: string, serial: number, index: number, flavour: number): EntryGroup {
  const { handling = '', audiences = [] } = FLAVOURS[flavour] ?? {}
  const title = {
    item: name,
    variant: `${name}（${PARTS[serial]}）`,
    faq: `办理${name}${QUESTIONS[serial]}？`,
  }[kind]
  return {
    kind,
    name: title,
    aliases: kind === 'faq' ? [name] : [],
    ...(kind === 'faq' ? { text: ANSWER } : {}),
    basicCode: `51${String(100_000 + index).padStart(10, '0')}`,
    type: Object.entries(TYPES).find(([act]) => name.includes(act))?.[1] ?? '20',
    handling,
    audiences,
    themes: [`t${index % 40}`],
  }
}

/** Every distinct group of the first names, with the number by which entries find it: name, serial, flavour. */
export function* groups(names: number) {
  for (const [index, name] of NAMES.slice(0, names).entries()) {
    for (let flavour = 0; flavour < 3; flavour += 1) {
      yield { index, slot: flavour, row: groupRow(groupOf('item', name, 0, index, flavour), 0) }
      yield { index, slot: flavour, row: groupRow(groupOf('variant', name, flavour, index, flavour), 0) }
    }
    for (const serial of QUESTIONS.keys())
      yield { index, slot: serial, row: groupRow(groupOf('faq', name, serial, index, 0), 0) }
  }
}

interface BenchDivision {
  code: string
  parent: string
  name: string
  ancestors: string[]
}

const PROVINCE = '510000000000'

/** Twenty cities, nine counties each, twenty-six towns each: about five thousand divisions below the sample's province. */
export function divisions(): BenchDivision[] {
  const all: BenchDivision[] = []
  const add = (code: string, parents: string[], name: string) => {
    all.push({ code, parent: parents[0] ?? '', name, ancestors: [code, ...parents] })
    return [code, ...parents]
  }
  for (let city = 1; city <= 20; city += 1) {
    const above = add(`51${two(city + 20)}00000000`, [PROVINCE], `${SURNAMES[city]}州市`)
    for (let county = 1; county <= 9; county += 1) {
      const here = add(
        `51${two(city + 20)}${two(county)}000000`,
        above,
        `${SURNAMES[city]}${SURNAMES[county]}县`,
      )
      for (let town = 1; town <= 26; town += 1)
        add(
          `51${two(city + 20)}${two(county)}1${two(town)}000`,
          here,
          `${SURNAMES[county]}${SURNAMES[town]}镇`,
        )
    }
  }
  return all
}

const two = (value: number): string => String(value).padStart(2, '0')
const SURNAMES = [...'安平长永广兴通川江河山阳水云龙凤德仁义和文武宁康泰丰润乐']

/** The n-th public content. */
export function publication(n: number, places: readonly BenchDivision[]) {
  const place = places[(n * 7919) % places.length] as BenchDivision
  const name = NAMES[(n * 31) % NAMES.length] as string
  const kind = (['公开', '公示', '公告', '双公示'] as const)[n % 4] ?? '公开'
  const at = new Date(Date.UTC(2021, 0, 1) + ((n * 104_729) % 157_000_000) * 1000).toISOString()
  const title = `${place.name}${at.slice(0, 4)}年第${(n % 97) + 1}批${name}${kind}`
  const text = `依照有关规定，现将${name}有关情况予以${kind}，如有意见请在期限内提出。`
  const row = { kind, class: name.slice(-2), title, text, divisions: place.ancestors, publishedAt: at }
  return {
    id: `00000000-0000-7000-b000-${String(n).padStart(12, '0')}`,
    kind,
    class: row.class,
    title,
    text,
    organisation_code: `ORG${place.code}`,
    division_code: place.code,
    divisions: place.ancestors,
    published_at: at,
    tokens: publicationTokens(row),
    version: 1,
  }
}
