// Trains NLP.js on job.json of the folder given, or loads what it trained there before, and answers the test messages.
const fs = require('fs');
const path = require('path');
const { containerBootstrap } = require('@nlpjs/core');
const { Nlp } = require('@nlpjs/nlp');
const { LangEn } = require('@nlpjs/lang-en');
const { LangZh } = require('@nlpjs/lang-zh');

async function main(folder) {
  const job = JSON.parse(fs.readFileSync(path.join(folder, 'job.json'), 'utf8'));
  const container = await containerBootstrap();
  container.use(Nlp);
  container.use(job.language === 'zh' ? LangZh : LangEn);
  const nlp = container.get('nlp');
  nlp.settings.autoSave = false;
  nlp.addLanguage(job.language);
  const kept = path.join(folder, 'model.nlp');
  const told = path.join(folder, 'trained.json');
  if (fs.existsSync(told)) {
    await nlp.fromJSON(JSON.parse(fs.readFileSync(kept, 'utf8')));
  } else {
    job.train.forEach(([text, intent]) => nlp.addDocument(job.language, text, intent));
    const start = process.hrtime.bigint();
    await nlp.train();
    const seconds = Number(process.hrtime.bigint() - start) / 1e9;
    fs.writeFileSync(kept, JSON.stringify(nlp.toJSON()));
    fs.writeFileSync(told, JSON.stringify({ seconds }));
  }
  const answers = [];
  for (const text of job.test) {
    const start = process.hrtime.bigint();
    const { intent, score, classifications } = await nlp.process(job.language, text);
    const ms = Number(process.hrtime.bigint() - start) / 1e6;
    const named = classifications.map((each) => [each.intent === 'None' ? 'out_of_scope' : each.intent, each.score]);
    const first = [intent === 'None' ? 'out_of_scope' : intent, score];
    answers.push({ ranking: [first, ...named.filter(([name]) => name !== first[0])].slice(0, 10), ms });
  }
  const training_seconds = JSON.parse(fs.readFileSync(told, 'utf8')).seconds;
  const memory_mb = process.memoryUsage().rss / 1e6;
  fs.writeFileSync(path.join(folder, 'answers.json'), JSON.stringify({ training_seconds, memory_mb, answers }));
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
