/* sample_text: the text that a voice is measured by and introduced with: the fable of the north
 * wind and the sun, in which phoneticians compare languages. */
#ifndef LECTERN_WORKERS_TTS_SAMPLE_TEXT_H
#define LECTERN_WORKERS_TTS_SAMPLE_TEXT_H

/* For a language by eSpeak NG's name of it, with or without a region or a variant ("en-us", "cmn",
 * "en+f3"); English for one that there is none in. Static, UTF-8, some whole sentences. */
const char *sample_text(const char *language);

#endif
