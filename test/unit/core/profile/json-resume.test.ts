import { expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { chunkAt, load, titles } from './data-folder.ts';

const folder = fileURLToPath(new URL('../../../fixtures/profile/resume', import.meta.url));

test('a JSON Resume gives its sections and their entries, and none of its technical fields', async () => {
  const profile = await load(folder);

  expect(titles(profile)).toEqual([
    'Ilse Brandt > About',
    'Ilse Brandt > Work',
    'Ilse Brandt > Work > Murwasser',
    'Ilse Brandt > Work > Donaulabor',
    'Ilse Brandt > Education > University of Graz',
    'Ilse Brandt > Skills',
    'Ilse Brandt > Languages',
  ]);
  expect(profile.chunks.map(({ text }) => text).join()).not.toMatch(/ilse\.png|v1\.0\.0|schema\.example/);
});

test('a job of a JSON Resume without an end is the current one', async () => {
  const profile = await load(folder);

  expect(chunkAt(profile, 'Ilse Brandt > Work > Murwasser').text).toBe(
    'Senior Hydrologist at Murwasser, Graz, since February 2020 (current job). Forecasts for the river Mur. Forecast the flood of July 2021 nine hours ahead. Link: https://murwasser.example.com',
  );
  expect(chunkAt(profile, 'Ilse Brandt > Work > Donaulabor').text).toContain('from May 2016 to December 2019');
});

test('the studies of a JSON Resume read as one sentence with their courses', async () => {
  const profile = await load(folder);

  expect(chunkAt(profile, 'Ilse Brandt > Education > University of Graz').text).toBe(
    'Master in Hydrology, University of Graz, from October 2013 to March 2016. Courses: Open Channel Flow, Statistics.',
  );
});

test('the basics of a JSON Resume name the person, the place and the addresses', async () => {
  const { persona, hosts, ...profile } = await load(folder);

  expect(persona).toMatchObject({ name: 'Ilse Brandt', headline: 'Hydrologist' });
  expect(chunkAt(profile, 'Ilse Brandt > About').text).toContain('Location: Graz, AT, Styria.');
  expect(hosts).toEqual(['brandt.example.com', 'code.example.org', 'murwasser.example.com']);
});
