#include "CReports.h"

// Swift doesn't import arrays, so each file is reached through the functions below.

static const unsigned char style[] = {
#embed "page.css"
};
static const unsigned char script[] = {
#embed "page.js"
};

const unsigned char *credence_page_style(void) { return style; }
size_t credence_page_style_size(void) { return sizeof style; }

const unsigned char *credence_page_script(void) { return script; }
size_t credence_page_script_size(void) { return sizeof script; }
