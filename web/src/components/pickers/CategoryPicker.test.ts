import { describe, expect, it } from 'vitest'
import type { Category } from '@/api/types'
import { categoryMatches, categoryTree } from './CategoryPicker'

const category = (id: string, name: string, parent_id: string | null, pinyin = ''): Category => ({
  id,
  code: id,
  name,
  parent_id,
  level: parent_id ? 2 : 1,
  pinyin,
  default_kind: '',
  active: true, enforcement: false, limit_case: '',
  version: 1,
})

const list = [
  category('1', '工程建设', null, 'gcjs'),
  category('2', '夜间施工', '1', 'yjsg'),
  category('3', '施工围蔽', '1', 'sgwb'),
  category('4', '市政设施', null, 'szss'),
  category('5', '路灯不亮', '4', 'ldbl'),
]

const found = (typed: string, leavesOnly = true) => categoryMatches(categoryTree(list, leavesOnly), typed).map((n) => n.title)

describe('categoryMatches', () => {
  it('puts names that begin with the words first', () => expect(found('施工')).toEqual(['施工围蔽', '夜间施工']))
  it('finds by initials', () => expect(found('ldbl')).toEqual(['路灯不亮']))
  it('finds all of a branch by its name', () => expect(found('工程建设')).toEqual(['夜间施工', '施工围蔽']))
  it('offers the branch itself where one may be chosen', () => expect(found('工程建设', false)[0]).toBe('工程建设'))
  it('finds nothing for other words', () => expect(found('公积金')).toEqual([]))
  it('leaves out what is no longer offered', () => {
    const stopped = list.map((c) => (c.id === '5' ? { ...c, active: false } : c))
    expect(categoryMatches(categoryTree(stopped, true), '路灯')).toEqual([])
  })
})
