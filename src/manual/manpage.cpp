#include "manpage.h"

namespace Orderflow {

using namespace Qt::StringLiterals;

ManPage::ManPage(const QString &name, int section, const QString &oneLine)
    : m_name(name)
    , m_section(section)
{
    // The date is that of no build: the same source makes the same page.
    m_text = u".TH \"%1\" %2 \"\" \"orderflow-recorder %3\" \"Orderflow Recorder\"\n"_s.arg(
        escaped(name).toUpper(), QString::number(section), QString::fromLatin1(ORDERFLOW_VERSION));
    // No hyphenation, no stretched lines.
    m_text += u".nh\n.ad l\n.SH NAME\n"_s + escaped(name) + u" \\- "_s + escaped(oneLine) + u'\n';
}

QString ManPage::fileName() const
{
    return m_name + u'.' + QString::number(m_section);
}

QString ManPage::escaped(QString text)
{
    text.replace(u'\\', u"\\e"_s).replace(u'-', u"\\-"_s);
    // A line that begins so is a request.
    if (text.startsWith(u'.') || text.startsWith(u'\''))
        text.prepend(u"\\&"_s);
    text.replace(u"\n."_s, u"\n\\&."_s).replace(u"\n'"_s, u"\n\\&'"_s);
    return text;
}

void ManPage::section(const QString &heading)
{
    m_text += u".SH "_s + escaped(heading).toUpper() + u'\n';
    m_isAfterHeading = true;
}

void ManPage::startParagraph()
{
    // A heading starts one itself.
    if (!m_isAfterHeading)
        m_text += u".PP\n"_s;
    m_isAfterHeading = false;
}

void ManPage::paragraph(const QString &text)
{
    startParagraph();
    m_text += escaped(text) + u'\n';
}

void ManPage::term(const QString &term, const QString &meaning)
{
    m_isAfterHeading = false;
    m_text += u".TP\n\\fB"_s + escaped(term) + u"\\fR\n"_s + escaped(meaning) + u'\n';
}

void ManPage::more(const QString &text)
{
    m_text += u".IP\n"_s + escaped(text) + u'\n';
}

void ManPage::lines(const QStringList &lines)
{
    startParagraph();
    m_text += u".RS 4\n.nf\n"_s;
    for (const QString &line : lines)
        m_text += escaped(line) + u'\n';
    m_text += u".fi\n.RE\n"_s;
}

void ManPage::seeAlso(const QStringList &pages)
{
    section(u"See also"_s);
    QStringList texts;
    for (const QString &page : pages) {
        const qsizetype bracket = page.indexOf(u'(');
        texts << u"\\fB"_s + escaped(page.first(bracket)) + u"\\fR"_s + page.sliced(bracket);
    }
    m_text += texts.join(u",\n"_s) + u'\n';
}

} // namespace Orderflow
