/** True codes down to the county (GB/T 2260); the towns and villages are sample data and named as such. */
export const SAMPLE_DIVISIONS = [
  { code: '510000000000', name: '四川省', nameEn: 'Sichuan Province' },
  { code: '511100000000', parent: '510000000000', name: '乐山市', nameEn: 'Leshan City' },
  { code: '511102000000', parent: '511100000000', name: '市中区', nameEn: 'Shizhong District' },
  { code: '511112000000', parent: '511100000000', name: '五通桥区', nameEn: 'Wutongqiao District' },
  { code: '511102901000', parent: '511102000000', name: '示例镇', nameEn: 'Sample Town' },
  { code: '511102901201', parent: '511102901000', name: '示例一村', nameEn: 'Sample Village One' },
  { code: '511102901202', parent: '511102901000', name: '示例二村', nameEn: 'Sample Village Two' },
  { code: '511102901203', parent: '511102901000', name: '示例三村', nameEn: 'Sample Village Three' },
]

/** A division's own code and all above it. */
export function ancestorsOf(code: string): string[] {
  const division = SAMPLE_DIVISIONS.find((each) => each.code === code)
  if (division === undefined) throw new Error(`no sample division ${code}`)
  return division.parent === undefined ? [code] : [code, ...ancestorsOf(division.parent)]
}
