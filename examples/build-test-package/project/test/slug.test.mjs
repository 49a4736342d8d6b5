import assert from 'node:assert/strict';
import test from 'node:test';
import { slug } from '../src/slug.mjs';

test('words are joined by hyphens', () => assert.equal(slug('Hello, wide World!'), 'hello-wide-world'));
test('accents go, letters stay', () => assert.equal(slug('Crème brûlée à la carte'), 'creme-brulee-a-la-carte'));
test('letters without a base are spelled out', () => assert.equal(slug('Straße nach Łódź'), 'strasse-nach-lodz'));
test('nothing usable gives an empty slug', () => assert.equal(slug(' … '), ''));
