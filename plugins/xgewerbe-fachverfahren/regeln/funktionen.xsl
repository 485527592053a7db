<?xml version="1.0" encoding="UTF-8"?>
<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:f="urn:drehscheibe:beispiel:funktionen" exclude-result-prefixes="xs f">
  <xsl:variable name="satzarten">
    <art name="anmeldung" nr="10"/>
    <art name="ummeldung" nr="20"/>
    <art name="abmeldung" nr="30"/>
  </xsl:variable>
  <xsl:key name="satzart" match="art" use="@name"/>

  <xsl:function name="f:satzart" as="xs:string">
    <xsl:param name="art" as="xs:string"/>
    <xsl:sequence select="string(key('satzart', $art, $satzarten)/@nr)"/>
  </xsl:function>

  <xsl:function name="f:datum" as="xs:string">
    <xsl:param name="datum" as="xs:string"/>
    <xsl:sequence select="format-date(xs:date($datum), '[D01].[M01].[Y0001]')"/>
  </xsl:function>
</xsl:stylesheet>
