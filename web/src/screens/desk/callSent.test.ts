import { expect, test } from 'vitest'
import { notYet, taken, type CallItem } from './callSent'
import { newRequest } from './model'

const photo = (file: string): CallItem => ({ kind: 'photo', at: file, file, name: `${file}.jpg`, size: 9, latitude: 0, longitude: 0, accuracy: 0 })
const place = (latitude: number): CallItem => ({ kind: 'place', at: String(latitude), file: null, name: '', size: 0, latitude, longitude: 120.15, accuracy: 20.4 })

test('what a caller sent goes on the request once, and a later place takes the place of the one before', () => {
  const r = newRequest('1')
  r.address = '中山路口'
  const first = [photo('1'), place(30.25)]
  expect(notYet(first, r)).toHaveLength(2)
  Object.assign(r, taken(first, r))
  expect(r.address).toBe('中山路口（坐标 30.25000,120.15000，精度约 20 米）')
  expect(r.attachments.map((a) => a.id)).toEqual(['1'])
  expect(notYet(first, r)).toHaveLength(0)
  const later = [...first, place(30.5), photo('2')]
  Object.assign(r, taken(later, r))
  expect(r.address).toBe('中山路口（坐标 30.50000,120.15000，精度约 20 米）')
  expect(r.attachments.map((a) => a.id)).toEqual(['1', '2'])
  expect(notYet(later, r)).toHaveLength(0)
  r.address = '长'.repeat(120)
  expect(taken(later, r).address).toHaveLength(120)
})
